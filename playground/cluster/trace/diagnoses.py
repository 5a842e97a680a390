"""The diagnoses, by stable code: what a person is told. diagnose.py finds them; nothing else decides.

A code never changes its meaning and is never used again for another. `{...}` are parameters of the finding.
"""

from __future__ import annotations

from typing import NamedTuple

DOCS = "https://kubernetes.io/docs/"
SERVICE = DOCS + "concepts/services-networking/service/"
DNS = DOCS + "concepts/services-networking/dns-pod-service/"
SLICES = DOCS + "concepts/services-networking/endpoint-slices/"
DEBUG = DOCS + "tasks/debug/debug-application/debug-service/"
PODS = DOCS + "concepts/workloads/pods/pod-lifecycle/"
POLICY = DOCS + "reference/networking/virtual-ips/#traffic-policies"
INGRESS = DOCS + "concepts/services-networking/ingress/"
SOURCE = DOCS + "tutorials/services/source-ip/"


class Explained(NamedTuple):
    """One line each: what is wrong, why it has this effect, where to look, the pattern of a fix, where to read on."""

    title: str
    why: str
    look: str
    fix: str
    doc: str


DIAGNOSES: dict[str, Explained] = {
    # -- the Service and its pods
    "SVC-NOT-FOUND": Explained(
        "There is no Service {service} in namespace {namespace}",
        "A name is made for each Service, from its metadata.name and namespace; no Service, no name.",
        "kubectl get services -n {namespace}{near}",
        "Create the Service, or use the name of one that exists.",
        SERVICE,
    ),
    "SVC-SELECTOR-NO-MATCH": Explained(
        "The selector of Service {service} matches no pod",
        "It asks for {selector}; a pod must have every pair, letter by letter, in the Service's own namespace. {nearest}",
        "spec.selector of the Service, metadata.labels of the pods: kubectl get pods --show-labels -n {namespace}",
        "Write into spec.selector the labels that the pods (in a Deployment: its pod template) have.",
        DEBUG,
    ),
    "SVC-SELECTOR-OTHER-NAMESPACE": Explained(
        "The pods that Service {service} selects are in another namespace",
        "A selector reaches only pods of the Service's own namespace, {namespace}; pods with {selector} are in {other}.",
        "metadata.namespace of the Service and of the pods",
        "Move the Service into the namespace of its pods; clients elsewhere use the name {name}.{other}.",
        SERVICE,
    ),
    "SVC-SELECTOR-TOO-BROAD": Explained(
        "The selector of Service {service} also matches pods of another kind",
        "{selector} fits {pod} too, which does not listen on port {port}; part of the connections go there.",
        "spec.selector of the Service, metadata.labels of {pod}",
        "Add the label to spec.selector that only the wanted pods have.",
        SERVICE + "#services-in-kubernetes",
    ),
    "SVC-NO-SELECTOR": Explained(
        "Service {service} has no selector and nobody wrote its endpoints",
        "Without a selector no controller makes EndpointSlices, and nothing stands behind the Service.",
        "spec.selector of the Service; kubectl get endpointslices -n {namespace}",
        "Add a selector, or an EndpointSlice with the label kubernetes.io/service-name: {name}.",
        SERVICE + "#services-without-selectors",
    ),
    "SVC-NO-READY-ENDPOINTS": Explained(
        "No pod behind Service {service} is ready",
        "The selector matches {count} pods ({pod} among them), but a Service sends only to pods whose Ready condition is True.",
        "kubectl describe pod: conditions, the readiness probe and its last failure",
        "Make the readiness probe succeed (its path, port and delay), or what it checks.",
        PODS + "#container-probes",
    ),
    "SVC-TARGETPORT-CLOSED": Explained(
        "targetPort of Service {service} is {target}, where nothing listens",
        "The packet reached {pod} at port {target}; its containers listen on {listening}. Declaring a containerPort opens nothing.",
        "spec.ports[].targetPort of the Service, what the container really listens on",
        "Set targetPort to the port on which the container listens.",
        DEBUG + "#is-the-service-defined-correctly",
    ),
    "SVC-TARGETPORT-NAME-UNKNOWN": Explained(
        "targetPort {target} of Service {service} is the name of no port of its pods",
        "A named targetPort is looked up among the names of the containers' ports, pod by pod; pods here have {names}.",
        "spec.ports[].targetPort of the Service, containers[].ports[].name of the pods",
        "Use a name that the containers declare (same protocol), or the number.",
        SERVICE + "#field-spec-ports",
    ),
    "SVC-PORT-SWAPPED": Explained(
        "port and targetPort of Service {service} are swapped",
        "Clients connect to port; pods receive on targetPort. The Service offers {offered} and sends to {target}; the pods listen on {offered}.",
        "spec.ports[].port and spec.ports[].targetPort",
        "port: {target}, targetPort: {offered}.",
        SERVICE + "#field-spec-ports",
    ),
    "SVC-PORT-NOT-EXPOSED": Explained(
        "Service {service} has no port {port}",
        "It offers {offered}. A cluster IP passes on only the ports in spec.ports; nothing else owns the address.",
        "spec.ports[].port of the Service, the port in the client's address",
        "Ask for an offered port, or add this one to spec.ports.",
        SERVICE + "#field-spec-ports",
    ),
    "SVC-PROTOCOL-MISMATCH": Explained(
        "Service {service} offers port {port} for {offered}, not {protocol}",
        "TCP and UDP ports of the same number are different ports; protocol is TCP if it isn't given.",
        "spec.ports[].protocol of the Service, what the container listens with",
        "Set protocol: {protocol} (or offer both, each under its own name).",
        SERVICE + "#protocol-support",
    ),
    "SVC-NOT-HEADLESS": Explained(
        "The name of Service {service} has one address, its cluster IP",
        "DNS answers with {address} and hides the pods behind it; only a headless Service's name leads to each of them.",
        "spec.clusterIP: kubectl get service {name} -n {namespace}",
        "Delete the Service and create it with clusterIP: None; an address, once given, can't be changed to None.",
        DNS,
    ),
    "SVC-HEADLESS-PORT": Explained(
        "Service {service} is headless: its port {port} is not translated to {target}",
        "Its name gives the pods' own addresses; no rule stands between, so port and targetPort mean nothing to the connection.",
        "spec.clusterIP: None of the Service, the port in the client's address",
        "Connect to port {target}, or give the Service a cluster IP.",
        SERVICE + "#headless-services",
    ),
    "SVC-NODEPORT-CLOSED": Explained(
        "No Service has the node port {port}",
        "A node takes Service traffic only on the nodePort numbers of NodePort and LoadBalancer Services. {known}",
        "kubectl get services -A: type and PORT(S), as port:nodePort",
        "Use the Service's nodePort, or give the Service type: NodePort with this nodePort.",
        SERVICE + "#type-nodeport",
    ),
    "SVC-CLUSTERIP-FROM-OUTSIDE": Explained(
        "{address} is a cluster IP: it exists only inside the cluster",
        "No machine owns it; the nodes' rules translate it. A client outside has no route to it.",
        "spec.type of Service {service}",
        "type: NodePort or LoadBalancer (or an Ingress in front) makes it reachable from outside.",
        SERVICE + "#publishing-services-service-types",
    ),
    "SVC-PING": Explained(
        "A cluster IP can't be pinged",
        "Rules exist for the Service's TCP and UDP ports only; nobody owns the address, so nobody answers ICMP. It is no sign of trouble.",
        "spec.ports of Service {service}",
        "Test with a connection to a port: curl, nc.",
        DEBUG,
    ),
    "SVC-ADDRESS-UNUSED": Explained(
        "No Service has the address {address}",
        "It lies in the range of cluster IPs but is not allocated: the Service is gone, or has another address now.",
        "kubectl get services -A",
        "Use the Service's name: it follows the address.",
        SERVICE,
    ),
    # -- load balancers and policies
    "SVC-LB-PENDING": Explained(
        "Service {service} waits for its load balancer",
        "type: LoadBalancer asks the cloud for an address. None has come yet; without such a cloud none ever does.",
        "EXTERNAL-IP in kubectl get service {name} -n {namespace}, status.loadBalancer",
        "Wait for the controller; where there is none, use the node port or another type.",
        SERVICE + "#loadbalancer",
    ),
    "SVC-LB-WRONG-TYPE": Explained(
        "Service {service} is of type {type}, so it gets no load balancer",
        "Only type: LoadBalancer asks for an external address.",
        "spec.type of the Service",
        "type: LoadBalancer.",
        SERVICE + "#loadbalancer",
    ),
    "SVC-LB-SOURCE-RANGE": Explained(
        "loadBalancerSourceRanges of Service {service} leaves {source} out",
        "Packets to the balancer's address from other sources are dropped without a word; node ports and cluster IP are not guarded.",
        "spec.loadBalancerSourceRanges",
        "Add the client's range, or remove the field.",
        SERVICE + "#loadbalancer",
    ),
    "SVC-LB-NO-NODE": Explained(
        "The load balancer of Service {service} has no healthy node",
        "With externalTrafficPolicy: Local a node is healthy only while it has a ready endpoint of the Service.",
        "spec.externalTrafficPolicy, on which nodes the pods run",
        "Bring a pod to a node, or use externalTrafficPolicy: Cluster.",
        POLICY,
    ),
    "SVC-POLICY-LOCAL-NO-ENDPOINT": Explained(
        "{policy}TrafficPolicy of Service {service} is Local and {node} has no endpoint",
        "Local never sends to another node: without an endpoint on the node that the packet enters (internal: starts from), it is dropped.",
        "spec.{policy}TrafficPolicy, kubectl get pods -o wide",
        "{policy}TrafficPolicy: Cluster, or a pod on every such node (a DaemonSet).",
        POLICY,
    ),
    "SVC-POLICY-LOCAL-REPLY-LOST": Explained(
        "The reply does not pass {node}, which had translated the packet",
        "With externalTrafficPolicy: Local the source is kept, so the endpoint answers the client directly, from an address that the client never asked.",
        "spec.externalTrafficPolicy; which node's address the client used",
        "Inside the cluster use the Service's name or cluster IP, not another node's port.",
        SOURCE,
    ),
    # -- endpoints by hand
    "SLICE-WRONG-LABEL": Explained(
        "EndpointSlice {slice} does not name Service {name}",
        "A slice belongs to the Service in its label kubernetes.io/service-name, which is {label} here; its own name is only a name.",
        "metadata.labels of the EndpointSlice",
        "Set the label kubernetes.io/service-name: {name}.",
        SLICES + "#ownership",
    ),
    "SLICE-PORT-NAME-MISMATCH": Explained(
        "The ports of EndpointSlice {slice} and Service {service} don't go together",
        "Service ports and slice ports are matched by name and protocol, never by number: {offered} against {names}.",
        "spec.ports[].name of the Service, ports[].name of the EndpointSlice",
        "Give both the same name (or none, if there is a single port) and the same protocol.",
        SLICES,
    ),
    "SLICE-NOT-READY": Explained(
        "No endpoint of Service {service} is ready",
        "Of EndpointSlice {slice}, which was written by hand, every entry has conditions.ready: false; kube-proxy uses ready ones only.",
        "endpoints[].conditions of the EndpointSlice",
        "Set ready: true, or leave the condition out, for a machine that answers.",
        SLICES,
    ),
    "SLICE-BESIDE-SELECTOR": Explained(
        "Service {service} has two lists of endpoints",
        "The controller keeps one, of the pods that the selector matches. EndpointSlice {slice}, which was written by hand, names the Service too, and kube-proxy sends to both.",
        "kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={name}",
        "Delete the slice, take the label away, or do without the selector.",
        SERVICE + "#services-without-selectors",
    ),
    "SLICE-ADDRESS-UNUSED": Explained(
        "Nothing answers at {address}, an endpoint of Service {service}",
        "The EndpointSlice was written by hand; nobody checks that its addresses are alive.",
        "endpoints[].addresses of the EndpointSlice",
        "Write the address of the real machine.",
        SERVICE + "#services-without-selectors",
    ),
    "ENDPOINTS-NAME-MISMATCH": Explained(
        "Endpoints {endpoints} do not belong to Service {name}",
        "An Endpoints object belongs to the Service of the very same name and namespace.",
        "metadata.name of the Endpoints and of the Service",
        "Call the Endpoints {name}.",
        SERVICE + "#services-without-selectors",
    ),
    # -- names
    "DNS-OTHER-NAMESPACE": Explained(
        "Service {name} is in namespace {other}, and the client asks from {namespace}",
        "A bare name is searched for in the client's own namespace only.",
        "metadata.namespace of the Service, the name that the client uses",
        "Ask for {name}.{other} (or {name}.{other}.svc.{domain}).",
        DNS + "#namespaces-of-services",
    ),
    "DNS-NO-SUCH-NAMESPACE": Explained(
        "There is no namespace {namespace} in the name {host}",
        "The second label of a Service's name is its namespace.{near}",
        "kubectl get namespaces",
        "Use service.namespace with a namespace that exists.",
        DNS,
    ),
    "DNS-NO-SUCH-NAME": Explained(
        "The name {host} does not exist",
        "No Service of the cluster has it, and public DNS does not know it either.",
        "the name in the client's address; kubectl get services -A",
        "Use service, service.namespace or service.namespace.svc.{domain}.",
        DNS,
    ),
    "DNS-NOT-SEARCHED": Explained(
        "{host} was asked for as it stands, not looked up along the search list",
        "The resolv.conf of {pod} has ndots:{ndots} and search {search}. A name with at least ndots dots is asked for as it is; musl (Alpine) "
        "then tries no other, as nobody does without a search list.",
        "spec.dnsConfig and dnsPolicy of {pod}; kubectl exec {name} -n {namespace} -- cat /etc/resolv.conf",
        "Make ndots greater than the number of dots in the name, give the pod a search list, or ask for {full}",
        DNS + "#pod-dns-config",
    ),
    "DNS-NO-SUCH-PORT-NAME": Explained(
        "Service {service} has no port for {host}",
        "SRV names are _port._protocol.service: the name of a port in spec.ports and its protocol.",
        "spec.ports[].name and protocol of the Service",
        "Use a name from spec.ports, or name the port so.",
        DNS + "#srv-records",
    ),
    "DNS-POD-NAME": Explained(
        "A pod's name is no DNS name: {host}",
        "Only a pod with hostname and subdomain (as a StatefulSet's) has a name, below a headless Service called as its subdomain.",
        "spec.hostname and spec.subdomain of pod {pod}; for a StatefulSet spec.serviceName",
        "Make a headless Service called like the subdomain and ask for {pod}.SERVICE.",
        DNS + "#pod-s-hostname-and-subdomain-fields",
    ),
    "DNS-NODATA": Explained(
        "{host} exists, but has no {type} record",
        "The name is right, the type is not: a Service with IPv4 only has no AAAA, an ExternalName no SRV.",
        "spec.ipFamilies and spec.type of the Service",
        "Ask for another type.",
        DNS + "#dns-records",
    ),
    "DNS-EXTERNALNAME-UNRESOLVED": Explained(
        "Service {service} is an alias of {target}, which has no address",
        "type: ExternalName answers with a CNAME; the target itself must resolve, and to the type asked for.",
        "spec.externalName",
        "Write a name that exists: complete, with its domain (inside the cluster NAME.NAMESPACE.svc.{domain}).",
        SERVICE + "#externalname",
    ),
    "DNS-CLUSTER-NAME-OUTSIDE": Explained(
        "{host} is a name of the cluster, and {source} does not ask the cluster's DNS",
        "Names of Services are known to the cluster's DNS alone; nodes, host-network pods and clients outside use another resolver.",
        "resolv.conf of the client; dnsPolicy of the pod (ClusterFirstWithHostNet on the host network)",
        "Ask from a pod; from outside use a node port, a load balancer or an Ingress.",
        DNS + "#pod-s-dns-policy",
    ),
    "DNS-SERVER-DOWN": Explained(
        "The cluster's DNS does not answer",
        "Every name needs Service kube-dns at {server}, and no ready endpoint is behind it.",
        "kubectl get pods -n kube-system -l k8s-app=kube-dns",
        "Bring the DNS pods back.",
        DOCS + "tasks/administer-cluster/dns-debugging-resolution/",
    ),
    "EXTERNALNAME-NOT-A-NAME": Explained(
        "externalName of Service {service} is an IP address",
        "It becomes a CNAME record, whose target must be a name; DNS has no record of {target}.",
        "spec.externalName",
        "For an address use a Service without selector and an EndpointSlice with that address.",
        SERVICE + "#externalname",
    ),
    "EXTERNALNAME-HTTP-HOST": Explained(
        "The server at {target} is asked for host {host}",
        "ExternalName is an alias in DNS only: the HTTP Host header and the TLS name stay what the client typed, which the server may not know.",
        "the client's URL, spec.externalName of Service {service}",
        "Send Host: {target} (curl -H), or ask for {target} itself.",
        SERVICE + "#externalname",
    ),
    # -- pods, containers, nodes
    "POD-NOT-READY": Explained(
        "Pod {pod} is not ready, so its name is not published",
        "A headless Service lists ready pods only, unless publishNotReadyAddresses is true.",
        "kubectl describe pod: conditions and the readiness probe",
        "Make the readiness probe succeed, or set publishNotReadyAddresses: true.",
        DNS + "#pods",
    ),
    "POD-PENDING": Explained(
        "The pods behind Service {service} do not run yet",
        "{pod} is Pending: it has no node, or its containers are not started. {reason}",
        "kubectl describe pod: events",
        "Remove what keeps it from starting.",
        DOCS + "tasks/debug/debug-application/debug-pods/#my-pod-stays-pending",
    ),
    "POD-IMAGE": Explained(
        "The image of pod {pod} can't be pulled",
        "The container waits with {reason}, so the pod is never ready.",
        "containers[].image, kubectl describe pod: events",
        "Write an image that exists.",
        DOCS + "concepts/containers/images/",
    ),
    "POD-CONFIG": Explained(
        "The container of pod {pod} can't be started: {reason}",
        "{message}. The kubelet tries again and again; until then the pod is not ready and no Service sends to it.",
        "kubectl describe pod {name} -n {namespace}; the names and keys under env, envFrom and volumes",
        "Create what is missing, or ask for the name and key that exist.",
        PODS,
    ),
    "POD-CRASHING": Explained(
        "The container of pod {pod} ends again and again",
        "It is restarted with growing pauses ({reason}); between them nothing listens.",
        "kubectl logs {name} --previous -n {namespace}, containers[].command, env",
        "Give the container what it complains of; a database, for example, wants a password variable.",
        PODS + "#how-pods-handle-problems-with-containers",
    ),
    "CONTAINER-NOT-LISTENING": Explained(
        "Nothing in pod {pod} listens on {protocol} port {port}",
        "The packet arrived; the containers listen on {listening}.",
        "the container's command and arguments; the port in the client's address",
        "Use a port on which the container listens.",
        DEBUG,
    ),
    "CONTAINER-LISTENS-ON-LOOPBACK": Explained(
        "The container in pod {pod} listens on {bind} only",
        "127.0.0.1 is the pod itself: connections from other pods, and all those of a Service, are refused.",
        "the container's command and arguments: bind, listen, host",
        "Listen on 0.0.0.0 (all addresses).",
        DEBUG,
    ),
    "POD-IP-FROM-OUTSIDE": Explained(
        "{address} is a pod's address: clients outside have no route to it",
        "Pod addresses exist inside the cluster's network only.",
        "the address that the client uses",
        "Publish the pod by a Service of type NodePort or LoadBalancer.",
        SERVICE + "#publishing-services-service-types",
    ),
    "NODE-DOWN": Explained(
        "{node} is down",
        "Its pods stay endpoints until the control plane notices, some 50 seconds after the node fell silent.",
        "kubectl get nodes; kubectl get pods -o wide",
        "Wait until the endpoints are marked as not ready; run pods on more than one node.",
        DOCS + "concepts/architecture/nodes/#node-status",
    ),
    # -- what works
    "WORKS-NOT-AS-ASKED": Explained(
        "It works, but it is not what was asked for: {path} of {kind} {name}",
        "Requests get through. The field is {seen}, and the task asks for something else there.",
        "{path} of {kind} {name}, and the words of the task",
        "Change this field; what works already may stay as it is.",
        SERVICE,
    ),
    # -- Ingress and the world outside
    "INGRESS-NO-RULE": Explained(
        "No Ingress has a rule for {host}{path}",
        "The controller chooses by host, then by path; what fits no rule gets 404.",
        "spec.rules[].host and paths[].path",
        "Add the host and path, or ask for one that is there.",
        INGRESS + "#the-ingress-resource",
    ),
    "INGRESS-BACKEND": Explained(
        "The Ingress sends to Service {name}, port {port}, which has no endpoint",
        "The backend must be a Service of the Ingress's own namespace, with that port in spec.ports and ready pods. {reason}",
        "backend.service.name and port of the Ingress, the Service's ports and endpoints",
        "Name a Service and a port of it that exist.",
        INGRESS + "#the-ingress-resource",
    ),
    "HOST-PORT-CLOSED": Explained(
        "{host} does not listen on port {port}",
        "The packet left the cluster and arrived; that machine refused it.",
        "the port in the client's address; for an ExternalName the Service's ports have no effect",
        "Ask for the port on which the machine listens.",
        SERVICE + "#externalname",
    ),
}

CODES: frozenset[str] = frozenset(DIAGNOSES)
