# Inloggning, avvisningar och annat som står utanför översikten.

first-title = Inloggad

refused-back = Till första sidan
refused-not-there = Sidan finns inte
refused-not-there-text = Här finns inget, eller så är det inte ditt att se.
refused-sign-in-first = Logga in först
refused-sign-in-first-text = Sidan är för den som är inloggad.
refused-not-yours = Din roll når inte hit
refused-not-yours-text = Ditt konto är till för annat. Fråga den som sköter upprop om det bör nå längre.
refused-unclear = Det gick inte att förstå
refused-unclear-text = Det som skickades går inte att tolka här. Inget har ändrats. Gå tillbaka och försök igen.
refused-foreign = Formuläret är för gammalt
refused-foreign-text = Det skickades inte från en sida som är öppen här, eller så har du loggat in eller ut sedan dess. Inget har ändrats. Gå tillbaka, läs in sidan på nytt och skicka igen.
refused-too-large = För mycket på en gång
refused-too-large-text = Mer skickades än vad som tas emot. Inget har ändrats.
refused-too-slow = Det tog för lång tid
refused-too-slow-text = Det som skickades kom inte fram i tid. Inget har ändrats. Försök igen.
refused-overtaken = Någon hann före
refused-overtaken-text = Det är redan gjort, eller står på annat vis nu. Inget har ändrats av dig. Läs in sidan på nytt.
refused-too-many = För många på en gång
refused-too-many-text = Försök igen om { $seconds ->
    [one] en sekund
   *[other] { $seconds } sekunder
}.
refused-unavailable = Inte just nu
refused-unavailable-text = Databasen svarar inte just nu. Inget har ändrats. Försök igen om en stund.
refused-fault = Något gick fel här
refused-fault-text = Felet är upprops och står i dess logg. Inget har ändrats.

sign-in = Logga in
sign-in-account = Konto
sign-in-password = Lösenord
sign-in-button = Logga in
sign-in-forgotten = Glömt? Den som sköter upprop ger dig ett nytt.
sign-in-provider = Logga in med { $label }
sign-in-provider-again = { $label } loggade inte in dig. Försök igen.
sign-in-provider-away = { $label } svarar inte som väntat just nu. Försök igen om en stund.
sign-in-provider-lacks = { $label } säger inte allt om dig som behövs här. Be den som sköter upprop om hjälp.
sign-in-provider-unknown = Du är inloggad hos { $label }, men inget konto här hör till dig. Ge den som sköter upprop detta: { $value }
sign-in-wrong = Det stämmer inte. Kontrollera konto och lösenord.
sign-in-wait = För många försök. Vänta { $seconds ->
    [one] en sekund
   *[other] { $seconds } sekunder
} och försök sedan igen.
sign-out-button = Logga ut

account-added = { $name } kan logga in.
account-password = { $name } har fått ett nytt lösenord och är inte inloggad någonstans.
account-made-up = Lösenord, som visas bara nu: { $password }
account-role = { $name } är till för annat nu och är inte inloggad någonstans.
account-removed = { $name } kan inte längre logga in.
account-signed-out = { $name }: { $count ->
    [one] en inloggning avslutad
   *[other] { $count } inloggningar avslutade
}.
account-none = Det finns inget konto { $name }. Inget har ändrats. Alla konton: upprop account list
account-there = Kontot { $name } finns redan. Inget har ändrats. Nytt lösenord: upprop account password { $name }
account-name = Ett kontos namn har 2 till 64 små bokstäver a-z, siffror, ".", "-" eller "_". Det blir kvar i loggboken och är därför ingen adress.
account-password-read = lösenordet gick inte att läsa från standard in
account-password-short = Lösenordet säger för lite: det behöver minst { $least } tecken, och inte alltid samma. Inget har ändrats.
account-password-long = Lösenordet är längre än vad någon skriver. Inget har ändrats.
account-password-name = Lösenordet är inte mycket mer än kontots namn. Inget har ändrats.
account-linked = { $name } öppnas av inloggningen, och är inte inloggad någonstans.
account-unlinked = { $name } öppnas inte längre av någon annans inloggning.
account-link-taken = Ett annat konto hör redan dit, eller så finns inget konto { $name }. Inget har ändrats. Alla konton: upprop account list
account-no-provider = Det finns ingen inloggningstjänst i konfigurationen ([web.oidc]). Inget har ändrats.
account-bare = { $name } finns och har inget lösenord.
account-units-needed = Ett konto för en skola behöver sina enheter: --unit ID. Inget har ändrats.
account-units-needless = Den rollen ser hela huvudmannen: utelämna --unit. Inget har ändrats.
account-no-unit = Det finns ingen enhet { $unit } i det register som senast togs i bruk. Inget har ändrats.
account-units-many = Flera enheter har kortnamnet { $unit }: ange id. Inget har ändrats.
accounts-none = Det finns inga konton: ingen kan logga in. Lägg till ett: upprop account add NAMN --role admin
sessions-none = Ingen är inloggad.
tokens-none = Det finns inga nycklar.
token-added = Nyckel, som visas bara nu: { $token }
token-removed = Nyckeln { $token } är inte värd något längre.
token-none = Ingen enda nyckel börjar så. Inget har ändrats. Alla nycklar: upprop token list

event-account = konto
change-password = nytt lösenord
change-role = annan roll
change-signed_out = utloggat
change-linked = hör till en inloggning
change-unlinked = hör inte till någon inloggning
change-token_added = nyckel tillagd
change-token_removed = nyckel borttagen

status-title = Status
status-all-works = Allt fungerar.
status-not-all = Allt fungerar inte.
status-part = Del
status-state = Läge
status-roster = Elevregister (källor)
status-seats = Fördelning
status-letters = Avisering
status-works = Fungerar
status-late = Försenad
status-partly = Delvis fel
status-stopped = Stoppad
status-last = Senaste körning som gick bra: { $at }
status-unknown = uppgift saknas
