"""A client with a receive buffer of 4 kB, which Node cannot have: it asks, reads nothing until a line comes on standard
input, and then writes all that it gets on standard output. It tells its port on standard error.

usage: slow-client.py PORT REQUEST
"""

import socket
import sys

port, request = int(sys.argv[1]), sys.argv[2].encode()
client = socket.socket()
client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
client.connect(("127.0.0.1", port))
client.sendall(request)
print(client.getsockname()[1], file=sys.stderr, flush=True)
if sys.stdin.readline():
    # Or small windows would make it slow for their own sake.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    try:
        while data := client.recv(65536):
            sys.stdout.buffer.write(data)
    except ConnectionResetError:
        pass
client.close()
