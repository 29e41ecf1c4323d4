# Sign-in, refusals and what else stands outside the dashboard.

first-title = Signed in

refused-back = To the first page
refused-not-there = There is no such page
refused-not-there-text = Nothing is here, or it is not yours to see.
refused-sign-in-first = Sign in first
refused-sign-in-first-text = This page is for those who are signed in.
refused-not-yours = Your role does not reach here
refused-not-yours-text = Your account is for something else. Ask whoever looks after upprop if it should reach further.
refused-unclear = That could not be understood
refused-unclear-text = What was sent makes no sense here. Nothing was changed. Go back and try again.
refused-foreign = The form is too old
refused-foreign-text = It was not sent from a page that is open here, or you have signed in or out since. Nothing was changed. Go back, load the page again, and send it once more.
refused-too-large = Too much at once
refused-too-large-text = More was sent than is taken. Nothing was changed.
refused-too-slow = It took too long
refused-too-slow-text = What was sent did not arrive in time. Nothing was changed. Try again.
refused-overtaken = Somebody was faster
refused-overtaken-text = It was done meanwhile, or stands otherwise now. Nothing was changed by you. Load the page again.
refused-too-many = Too many at once
refused-too-many-text = Try again in { $seconds ->
    [one] a second
   *[other] { $seconds } seconds
}.
refused-unavailable = Not now
refused-unavailable-text = The database does not answer just now. Nothing was changed. Try again in a while.
refused-fault = Something went wrong here
refused-fault-text = The fault is upprop's and stands in its log. Nothing was changed.

sign-in = Sign in
sign-in-account = Account
sign-in-password = Password
sign-in-button = Sign in
sign-in-forgotten = Forgotten? Whoever looks after upprop gives you another one.
sign-in-provider = Sign in with { $label }
sign-in-provider-again = { $label } did not sign you in. Try again.
sign-in-provider-away = { $label } does not answer as expected just now. Try again in a while.
sign-in-provider-lacks = { $label } does not say all of you that is needed here. Ask whoever looks after upprop.
sign-in-provider-unknown = { $label } knows you, but no account here is yours. Give this to whoever looks after upprop: { $value }
sign-in-wrong = That does not fit together. Check the account and the password.
sign-in-wait = Too many tries. Wait { $seconds ->
    [one] a second
   *[other] { $seconds } seconds
}, then try again.
sign-out-button = Sign out

account-added = { $name } may sign in.
account-password = { $name } has another password, and is signed in nowhere.
account-made-up = Password, shown this once: { $password }
account-role = { $name } is for something else now, and is signed in nowhere.
account-removed = { $name } may sign in no longer.
account-signed-out = { $name }: { $count ->
    [one] one session ended
   *[other] { $count } sessions ended
}.
account-none = There is no account { $name }. Nothing was changed. All of them: upprop account list
account-there = There is an account { $name } already. Nothing was changed. Another password: upprop account password { $name }
account-name = An account's name has 2 to 64 small letters a-z, digits, ".", "-" or "_". It stays in the ledger, so it is no address.
account-password-read = the password could not be read from standard input
account-password-short = The password says too little: it needs { $least } characters or more, and not always the same. Nothing was changed.
account-password-long = The password is longer than anybody types. Nothing was changed.
account-password-name = The password is little more than the account's name. Nothing was changed.
account-linked = { $name } opens by that sign-in, and is signed in nowhere.
account-unlinked = { $name } opens by nobody else's sign-in any more.
account-link-taken = Another account is linked to it already, or there is no account { $name }. Nothing was changed. All of them: upprop account list
account-no-provider = There is no provider in the configuration ([web.oidc]). Nothing was changed.
account-bare = { $name } is there and has no password.
account-units-needed = An account for a school needs its units: --unit ID. Nothing was changed.
account-units-needless = This role sees the whole organiser: leave --unit out. Nothing was changed.
account-no-unit = There is no unit { $unit } in the roster that was last applied. Nothing was changed.
account-units-many = Several units have the alias { $unit }: give the id. Nothing was changed.
accounts-none = There are no accounts: nobody can sign in. Add one: upprop account add NAME --role admin
sessions-none = Nobody is signed in.
tokens-none = There are no tokens.
token-added = Token, shown this once: { $token }
token-removed = The token { $token } is worth nothing any more.
token-none = No single token begins like that. Nothing was changed. All of them: upprop token list

event-account = account
change-password = another password
change-role = another role
change-signed_out = signed out
change-linked = linked to a sign-in
change-unlinked = linked to no sign-in
change-token_added = token added
change-token_removed = token removed

status-title = Status
status-all-works = Everything works.
status-not-all = Not everything works.
status-part = Part
status-state = State
status-roster = Roster (sources)
status-seats = Sharing out of seats
status-letters = Letters
status-works = Works
status-late = Late
status-partly = Works in part
status-stopped = Stopped
status-last = Last run that went well: { $at }
status-unknown = unknown
