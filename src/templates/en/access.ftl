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
