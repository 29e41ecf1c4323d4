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
