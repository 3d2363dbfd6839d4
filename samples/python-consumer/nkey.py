"""Credentials of NATS: reads a creds file and signs the server's nonce.

NATS signs with Ed25519, which the standard library does not have, so this is
RFC 8032, section 5.1, in plain integers. It takes no care to run in constant
time: good for credentials of a test, not for secrets that others want. In
production use the cryptography package.
"""

import base64
import binascii
import hashlib
import re

P = 2**255 - 19  # the field
L = 2**252 + 27742317777372353535851937790883648493  # the order of B
D = -121665 * pow(121666, -1, P) % P
BASE_Y = 4 * pow(5, -1, P) % P
BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)  # X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z


def add(a, b):
    """Adds two points in extended coordinates (section 5.1.4)."""
    s = (a[1] - a[0]) * (b[1] - b[0]) % P
    t = (a[1] + a[0]) * (b[1] + b[0]) % P
    u = 2 * a[3] * b[3] * D % P
    v = 2 * a[2] * b[2] % P
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    """Returns n times a point."""
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = add(total, point)
        point = add(point, point)
        n >>= 1
    return total


def encode(point):
    """Returns y and the lowest bit of x in 32 bytes (section 5.1.2)."""
    z = pow(point[2], -1, P)
    x, y = point[0] * z % P, point[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def digest(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def sign(seed, message):
    """Returns the signature, 64 bytes, of a message by a seed of 32 (section 5.1.6)."""
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & ~7 & (1 << 254) - 1 | 1 << 254
    public = encode(times(a, BASE))
    r = digest(h[32:], message) % L
    big_r = encode(times(r, BASE))
    s = (r + digest(big_r, public, message) * a) % L
    return big_r + s.to_bytes(32, "little")


def decode_seed(text):
    """Returns the 32 bytes of an nkey seed, "SU..."."""
    raw = base64.b32decode(text + "=" * (-len(text) % 8))
    if len(raw) != 36 or binascii.crc_hqx(raw[:-2], 0) != int.from_bytes(raw[-2:], "little"):
        raise ValueError("read credentials: the seed is damaged: get a new creds file")
    return raw[2:34]


def read_creds(path):
    """Returns the user JWT and the seed of a creds file."""
    with open(path, encoding="ascii") as f:
        found = re.findall(r"-+BEGIN [^\n]*-+\s+(\S+)\s+-+END ", f.read())
    if len(found) != 2:
        raise ValueError(f"read credentials: {path} has {len(found)} parts: want a user JWT and a seed")
    return found[0], decode_seed(found[1])
