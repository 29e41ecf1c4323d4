"""Standard Webhooks, as a receiver checks it: one message a line, and the first that is wrong ends it."""

import base64
import hashlib
import hmac
import json
import sys


def check(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = ".".join([headers["webhook-id"], headers["webhook-timestamp"], body]).encode()
    good = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [part.split(",", 1) for part in headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(good, text) for version, text in given)


# The example of the scheme's specification.
assert check(
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    '{"test": 2432232314}',
)
for line in sys.stdin:
    told = json.loads(line)
    is_good = check(told["secret"], told["headers"], told["body"])
    if is_good != told["good"]:
        sys.exit("expected %s: %s" % (told["good"], line))
