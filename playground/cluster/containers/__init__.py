"""What runs in a pod: well-known images, what they listen on and answer, and what makes them fail.

Images and programs are tables; an image that no table knows listens on its declared ports, marked as assumed.
"""
