"""A real mail server (aiosmtpd) that goes wrong where it is told to.

Arguments: a JSON object with "faults", a list of [phase, act], of which the first that fits is used up each time; "log", a
file to which every message that was accepted is written as a line of JSON; "login", [user, password] that must be given;
"tls", a file with certificate and key for STARTTLS. Prints the port it listens on. Ends when its input does.
"""

import asyncio
import email
import json
import ssl
import sys

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    sys.exit(77)

TOLD = json.loads(sys.argv[1])
FAULTS = TOLD.get("faults", [])


def fault(phase):
    """What goes wrong in this phase now."""
    for number, (where, act) in enumerate(FAULTS):
        if where == phase:
            del FAULTS[number]
            return act
    return None


class Handler:
    async def handle_DATA(self, server, session, envelope):
        act = fault("dot")
        if act == "cut":
            server.transport.abort()
            return "451 gone"
        if act and act != "cut after":
            return act
        message = email.message_from_bytes(envelope.content)
        with open(TOLD["log"], "a") as log:
            told = {name: message[name] for name in ("Message-ID", "Subject", "X-Upprop-Resend", "References")}
            log.write(json.dumps({"to": envelope.rcpt_tos, **told}) + "\n")
        if act == "cut after":
            server.transport.abort()
        return "250 2.0.0 taken"


class Server(SMTP):
    async def wrong(self, phase):
        """Does what is told for a phase; says whether anything was."""
        act = fault(phase)
        if act == "cut":
            self.transport.abort()
        elif act == "silent":
            await asyncio.sleep(60)
        elif act:
            await self.push(act)
        return act

    async def _handle_client(self):
        if not await self.wrong("greeting"):
            await super()._handle_client()

    async def smtp_EHLO(self, hostname):
        if not await self.wrong("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg):
        if not await self.wrong("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        if not await self.wrong("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        act = fault("body")
        if act:
            await self.push("354 go on")
            for _ in range(3):
                await self._reader.readline()
            self.transport.abort()
        elif not await self.wrong("data"):
            await super().smtp_DATA(arg)


def authenticator(_server, _session, _envelope, _mechanism, data):
    user, password = TOLD["login"]
    return AuthResult(success=data.login.decode() == user and data.password.decode() == password, handled=False)


async def main():
    loop = asyncio.get_running_loop()
    more = {}
    if "tls" in TOLD:
        more["tls_context"] = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        more["tls_context"].load_cert_chain(TOLD["tls"])
        more["require_starttls"] = True
    if "login" in TOLD:
        more |= {"authenticator": authenticator, "auth_required": True, "auth_require_tls": "tls" in TOLD}
    server = await loop.create_server(lambda: Server(Handler(), hostname="mail.exempel.example", **more), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
