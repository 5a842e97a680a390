"""The cluster's DNS: answers as CoreDNS's kubernetes plugin gives them, and the client's side of asking."""
