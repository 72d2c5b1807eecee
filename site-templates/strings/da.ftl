# Dansk. Nøglerne er de samme i alle sprog; en test sammenligner dem.

## Ramme
skip = Gå til indhold
nav-label = Hovedmenu
nav-catalogue = Datasæt
nav-about = Om kataloget
nav-withheld = Tilbageholdte tal
nav-accessibility = Tilgængelighed
language-label = Sprog
crumbs-label = Du er her
footer-publisher = Udgiver
footer-contact = Spørgsmål
footer-statement = Tilgængelighedserklæring
footer-privacy = Siden sætter ingen cookies og henter intet fra andre.
footer-machine = For maskiner
footer-sitemap = Sidekort (XML)
footer-made = Lavet med udstil

## Forside
search-label = Søg i datasæt
search-go = Søg
search-hint = Titel, kolonne, kode eller tekst
theme-label = Tema
theme-all = Alle temaer
search-count = { $n ->
    [one] 1 datasæt
   *[other] { $n } datasæt
}
search-none = Ingen datasæt passer til søgningen. Prøv et kortere ord, eller vælg alle temaer.
search-results = Resultater
search-in = Fundet i
search-in-title = titel
search-in-keywords = emneord
search-in-columns = kolonner
search-in-codes = koder
search-in-texts = dokumentation
list-title = Alle datasæt
themes-title = Datasæt efter tema
card-updated = Udgave af
card-formats = Formater
row-count = { $n ->
    [one] 1 række
   *[other] { $n } rækker
}
synthetic-tag = Syntetiske data

## Datasæt: øverst
synthetic-title = Tallene er opdigtede
synthetic-text = Kilden til dette datasæt er lavet af et program for at vise, hvordan kataloget virker. Tallene beskriver ikke virkeligheden og må ikke bruges, som om de gjorde.
contents-label = På denne side
see-title = Se
understand-title = Forstå
download-title = Hent
trust-title = Efterprøv
facts-title = Fakta
fact-edition = Udgave
fact-rows = Omfang
fact-period = Periode
fact-area = Område
fact-frequency = Opdateres
fact-licence = Licens
fact-contact = Kontakt
fact-themes = Tema
fact-records = Kontrolleret
records-checked = { $n ->
    [one] 1 post i kilden
   *[other] { $n } poster i kilden
}

## Datasæt: se
preview-some = { $n } af { $of } rækker, som de står i filen.
preview-published = { $n } af de rækker, der har tal. Filen har { $of } rækker.
preview-all = { $n ->
    [one] Den ene række, som datasættet består af.
   *[other] Alle { $n } rækker.
}
preview-scroll = Tabel: { $table }
preview-none = Tabellen har ingen rækker i denne udgave.
preview-status-note = Hvert tal har i filen en statuskolonne. Her står status i tallets egen celle.
bars-scroll = Søjler: { $table }
bars-text = Søjlens længde svarer til tallet; den længste er det største tal.
legend-withheld = Tallet holdes tilbage, fordi det ellers kunne sige noget om en bestemt person eller virksomhed. Det kan være et lille tal, nul eller et tal, der skal dække over et andet.
legend-more = Mere om tilbageholdte tal
withheld-share = { $n } af { $of } rækker ({ $percent }) har tilbageholdte tal.
withheld-nothing = Ingen tal er holdt tilbage i denne udgave.
status-c = tilbageholdt
status-x = ikke tilgængeligt
status-z = ikke relevant
value-empty = ingen værdi
value-unknown = uoplyst

## Datasæt: forstå
columns-title = Kolonner
column-name = Kolonne
column-unit = Enhed
kind-integer = Helt tal
kind-decimal = { $n ->
    [one] Tal med 1 decimal
   *[other] Tal med { $n } decimaler
}
kind-text = Tekst
kind-code = Kode
kind-period = Periode
values-range = Fra { $least } til { $greatest }
values-distinct = { $n ->
    [one] 1 værdi
   *[other] { $n } forskellige værdier
}
values-show = Vis koder
codelist-from = Kodeliste
codelist-unofficial = Listen eller dens inddeling er katalogets egen og ikke officiel.
status-label = Status for { $measure }
status-description = Hvorfor { $measure } er tom. Kolonnen er selv tom, når tallet er udgivet.
doc-table = Tabel i dokumentationen
provenance-title = Hvor data kommer fra
limits-title = Kendte begrænsninger

## Datasæt: hent
download-lead = Alle filer har samme indhold. Vælg den, dit program læser bedst.
files-title = Filer
file-csv = Til alle programmer. UTF-8, komma mellem felter, punktum før decimaler.
file-parquet = Til analyse i Python, R og DuckDB. Typerne følger med.
file-excel = Til Excel og LibreOffice. Koder er tekst, så nuller foran bliver stående.
file-json = JSON-fil, som programmer kan læse.
file-package = Data Package: udgavens tabeller og kolonner, beskrevet så programmer kan læse det.
file-checksums = SHA-256 for alle udgavens filer på en liste, som programmer kan kontrollere efter.
file-readme = Om udgaven i almindelig tekst, til at lægge ved siden af filerne.
file-codelist = Koder med navne, som de er brugt i tabellerne.
format-text = Tekst
file-text = Tekstfil.
package-title = Om hele udgaven
addresses-title = Faste adresser
addresses-text = Den nyeste udgave ligger altid på den første adresse. Netop denne udgave bliver liggende uændret på den anden.
address-latest = Nyeste udgave
address-edition = Denne udgave
verify-title = Kontrollér, at filen er hel
verify-text = Hent SHA256SUMS i samme mappe som filerne. Kommandoen regner filens SHA-256 ud igen og sammenligner.
verify-windows-text = Sammenlign resultatet med tallet i tabellen ovenfor.
verify-sums = SHA256SUMS for denne udgave

## Datasæt: efterprøv
protection-title = Sådan er data beskyttet
protection-public = Rækkerne er offentlige i sig selv. Intet er lagt sammen eller holdt tilbage.
protection-lead = Kilden er fortrolig og forlader ikke myndigheden. Det, der udgives, er tal for grupper.
protection-lead-synthetic = Den virkelige kilde ville være fortrolig. Den opdigtede kilde er behandlet på samme måde: Det, der udgives, er tal for grupper.
protection-recoded = Hvad felterne er gjort til
protection-scroll = Felter i { $table }
protection-field = Felt i kilden
protection-how = Hvad der er gjort
protection-never-text = Disse felter udgives aldrig. De læses kun for at kontrollere kilden og for at tælle forskellige personer og virksomheder:
protection-sums-text = Disse felter udgives kun som summer:
rule-aggregated = Enkelte poster udgives aldrig, kun antal og summer for grupper af poster.
rule-min-count = { $n ->
    [one] Et tal vises, når der er mindst 1 post bag det.
   *[other] Et tal vises kun, når der er mindst { $n } poster bag det.
}
rule-min-contributors = Der skal også være mindst { $n } forskellige bag tallet, talt efter feltet »{ $field }«.
rule-presence-secret = Alle kombinationer er med i tabellen. Nul behandles som et lille tal og holdes tilbage, så ingen kan se, om der er noget eller intet.
rule-presence-public = Kun kombinationer, der forekommer, er med i tabellen. At en række findes, er ikke hemmeligt; tallene i den kan være det.
rule-no-totals = Der udgives ingen totaler, så et tilbageholdt tal ikke kan findes ved at trække fra.
rule-rounded = { $n ->
    [0] { $measure } er afrundet til hele tal.
    [one] { $measure } er afrundet til 1 decimal.
   *[other] { $measure } er afrundet til { $n } decimaler.
}
rule-zero-below = { $measure } under { $limit } { $unit } vises som 0.
recode-level = Samlet til niveau { $level } af { $depth } i listen »{ $list }«.
recode-codes = Koden fra listen »{ $list }«.
recode-year = Datoen er gjort til et år.
recode-half-year = Datoen er gjort til et halvår.
recode-quarter = Datoen er gjort til et kvartal.
recode-month = Datoen er gjort til en måned.
recode-bins = Tallet er lagt i en af { $n } klasser.
recode-identity = Som det er; værdien er offentlig i sig selv.
governance-title = Grundlag for at udgive
governance-legal = Hjemmel
governance-activity = Behandlingsaktivitet
governance-risk = Risikovurdering af
governance-approved = Godkendt af
cite-title = Henvis til data
cite-text = { $publisher } ({ $year }). { $title } ({ $kind }), udgave { $edition }. { $licence }. { $url }
cite-dataset = datasæt
cite-synthetic = datasæt med syntetiske tal
editions-title = Udgaver
editions-text = En udgave ændres aldrig, når den først er ude.
editions-caption = Udgaver af datasættet
editions-scroll = Udgaver
edition-newest = nyeste
edition-files = Filer
edition-name = Udgave

## Om kataloget
about-title = Om kataloget
about-lead = Hvad kataloget er, hvem der udgiver det, og hvad du kan regne med.
about-what-title = Hvad du finder her
about-what = Åbne data i tabeller. Hvert datasæt har en side, hvor du kan se nogle af rækkerne, læse hvad hver kolonne betyder, hente filerne og se, hvordan tallene er blevet til.
about-confidential = Flere af datasættene handler om personer og virksomheder. Derfor udgives de som tal for grupper, og tal, der kunne røbe nogen, er holdt tilbage.
about-synthetic-title = Syntetiske data
about-synthetic = Nogle datasæt er lavet af et program for at vise, hvordan kataloget virker. De er mærket »Syntetiske data« i listen, på deres egen side, i filernes navne og i beskrivelserne. Brug dem ikke som kilde til noget i virkeligheden.
about-editions-title = Udgaver og faste adresser
about-editions = Hver gang indholdet ændrer sig, kommer der en ny udgave med sin egen dato og adresse. En udgave bliver aldrig ændret. Adressen med »latest« peger altid på den nyeste.
about-files-title = Filer
about-files = Hver tabel findes som CSV, Parquet og Excel med samme indhold. Hver fil har en SHA-256, så du kan kontrollere, at den er hel og uændret.
about-licence-title = Licens
about-licence = Hvor intet andet står på datasættets side, gælder denne licens:
about-privacy-title = Dit privatliv
about-privacy = Siderne er filer uden program bag. De sætter ingen cookies, gemmer intet i din browser og henter intet fra andre steder end dette. Søgningen foregår i din egen browser.
about-contact-title = Udgiver og kontakt

## Tilbageholdte tal
withheld-title = Tilbageholdte tal
withheld-lead = Hvorfor nogle tal mangler, hvordan du kender dem, og hvordan du regner med dem.
withheld-why-title = Hvorfor tal holdes tilbage
withheld-why = Et lille tal kan røbe en person eller en virksomhed. Hvis en tabel siger, at der er én sag i en bestemt branche i en bestemt egn, ved naboen måske, hvem det handler om. Derfor har hvert datasæt en nedre grænse for, hvor mange der skal være bag et tal.
withheld-zero = I nogle datasæt er det i sig selv hemmeligt, om der er noget at tælle. Der holdes også nul tilbage, og et tilbageholdt tal kan derfor være nul.
withheld-how-title = Sådan kender du dem
withheld-how = I filerne står der ingenting i cellen, og statuskolonnen ved siden af siger hvorfor. Et tilbageholdt tal står aldrig som 0.
withheld-table = Koder i statuskolonnerne
withheld-code = Kode
withheld-meaning = Betydning
withheld-blank = (tom)
withheld-blank-text = Tallet er udgivet.
withheld-c-text = Tilbageholdt for at beskytte personer eller virksomheder. Koden siger ikke, om tallet selv er lille, eller om det dækker over et andet.
withheld-x-text = Ikke tilgængeligt: Tallet kendes ikke.
withheld-z-text = Ikke relevant: Der er ikke noget at måle.
withheld-count-title = Sådan regner du med dem
withheld-count-1 = Læs ikke en tom celle som 0. Mange programmer gør det af sig selv, når de lægger sammen.
withheld-count-2 = En sum over tilbageholdte tal er et mindstetal. Skriv »mindst«.
withheld-count-3 = Sammenlign ikke andele mellem grupper, hvor forskellig meget er holdt tilbage.
withheld-count-4 = Brug en grovere inddeling, hvis datasættet har en. Den har færre huller.
withheld-ask-title = Kan jeg få tallet alligevel?
withheld-ask = Nej, ikke gennem kataloget. Hvad der holdes tilbage, følger af regler, der er lagt fast på forhånd, og ikke af et skøn over det enkelte tal. Reglerne står på hvert datasæts side.

## Tilgængelighed
accessibility-title = Tilgængelighed
accessibility-lead = Hvad der er gjort, for at alle kan bruge kataloget, og hvad vi ikke ved.
accessibility-not-statement = Denne side er ikke en tilgængelighedserklæring efter loven. Den beskriver, hvordan siderne er lavet.
accessibility-done-title = Sådan er siderne lavet
accessibility-done-1 = Alt kan læses og hentes uden JavaScript. Kun søgning og valg af tema bruger det.
accessibility-done-2 = Alt kan betjenes fra tastaturet, fokus er synligt, og brede tabeller kan rulles med piletasterne.
accessibility-done-3 = Tabeller har overskrift og mærkede kolonner. Oplysning gives aldrig med farve alene.
accessibility-done-4 = Siderne følger dit valg af lyst eller mørkt, mindre bevægelse og høj kontrast, og de kan forstørres og skrives ud.
accessibility-unknown-title = Hvad vi ikke ved
accessibility-unknown-1 = Siderne er ikke prøvet af brugere med handicap.
accessibility-unknown-2 = Filerne er data til programmer. Hvor godt Excel-filerne virker med en skærmlæser, er ikke undersøgt.
accessibility-help-title = Mangler du noget?
accessibility-help = Skriv, hvis noget ikke kan bruges, eller hvis du har brug for data på en anden måde:

## Fejl og viderestilling
not-found-title = Siden findes ikke
not-found-text = Adressen passer ikke til noget i kataloget. Måske er den skrevet forkert.
redirect-text = Tilgængelighedserklæringen ligger her:

## Udforskeren
explore-link = Udforsk tabellen
explore-title = Udforsk: { $table }
explore-lead = Filtrér, sortér, læg sammen og tegn tabellen her i din browser. Det, du vælger, står i sidens adresse og sendes ikke til nogen.
explore-noscript = Værktøjerne kræver JavaScript. Uden det ser du nogle af rækkerne her, og alle rækker er i filerne nedenfor.
explore-filters = Filtrér
explore-reset = Ryd alle filtre
explore-result = Tabel
explore-ask = Tabellen fylder { $size } og er ikke læst endnu.
explore-load = Læs tabellen
explore-large = Tabellen fylder { $size }, og det er for meget til en browser. Nedenfor er filerne og en kommando, der viser tabellen.
explore-view = Visning
explore-view-rows = Rækker
explore-view-summary = Sammendrag
explore-by = Gruppér efter
explore-then = og efter
explore-across = Kolonner
explore-figure = Tal
explore-none = Ingen
explore-chart = Diagram
explore-chart-bars = Søjler
explore-chart-lines = Linjer
explore-chart-small = Små diagrammer
explore-chart-tiles = Kort over regioner
explore-size = Rækker pr. side
explore-previous = Forrige
explore-next = Næste
explore-page = Side { $n } af { $of }
explore-reading = Læser tabellen: { $percent } %
explore-failed = Tabellen kunne ikke læses. Filerne nedenfor kan hentes alligevel.
explore-shown = { $n } af { $of } rækker
explore-shown-withheld = { $n } af { $of } rækker, heraf { $withheld } med tilbageholdte tal
explore-groups = Grupper: { $n } (af { $of } rækker)
explore-too-many = Der er for mange grupper til at vise. Vælg færre kolonner, eller filtrér mere.
explore-nothing = Ingen rækker passer til dine filtre.
explore-find = Find i { $column }
explore-more = { $n } mere. Skriv i feltet ovenfor for at finde dem.
explore-chosen = { $n } valgt
explore-least = Mindst
explore-most = Højst
explore-total = I alt
explore-all = Tilsammen
explore-row-count = Rækker
explore-no-row = ingen række
explore-at-least = mindst { $n }
explore-incomplete = { $n }, ufuldstændig
explore-no-sum = kan ikke lægges sammen
explore-note-bound = Hvor tal er tilbageholdt, siger summen »mindst«: De tilbageholdte tal kommer oveni.
explore-note-open = Hvor tal er tilbageholdt og kan være negative, siger summen »ufuldstændig«: Den rummer kun det, der er offentliggjort.
explore-note-distinct = { $figure }: I hver række tælles de forskellige, og den samme kan være i flere rækker. Tallene kan derfor ikke lægges sammen.
explore-note-overlap = En post kan stå under flere værdier af { $column }, så tallene kan ikke lægges sammen på tværs af dem. Gruppér efter { $column }, eller filtrér til en enkelt værdi.
explore-note-totals = Rækker, der er summer af andre rækker, er holdt ude af summerne, så intet tælles to gange.
explore-note-range = Med et mindste eller største tal er rækker med tilbageholdte tal udeladt, uanset hvad der er bag dem.
explore-chart-text = { $figure } efter { $by }. Det største tal er { $greatest }. Alle tal står i tabellen nedenfor.
explore-chart-cut = Diagrammet viser de første { $n } af { $of }. Tabellen har dem alle.
explore-save-title = Gem og del
explore-save-text = Du får rækkerne og kolonnerne, som du har valgt dem. Beskrivelsen siger, hvilken fil de kommer fra, hvordan den citeres, og hvordan den kan kontrolleres.
explore-save-csv = Gem som CSV
explore-save-json = Gem beskrivelsen (JSON)
explore-copy-link = Kopiér link
explore-copy-snippet = Kopiér HTML til indlejring
explore-save-svg = Gem diagrammet som SVG
explore-save-png = Gem diagrammet som PNG
explore-copy-png = Kopiér diagrammet
explore-by-hand = Kopiér med hånden
explore-by-hand-label = Teksten, der skal kopieres
explore-copied = Kopieret.
explore-copy-by-hand = Browseren tillader ikke kopiering. Teksten står i feltet nedenfor.
explore-whole-title = Hele tabellen
explore-whole-text = Filerne rummer alle rækker. Hvad kolonnerne betyder, og hvordan tallene er blevet til, står på datasættets side:
explore-duckdb-title = I DuckDB
explore-duckdb-text = DuckDB læser filen, hvor den er, og kan det samme som denne side, også med meget store tabeller:
embed-source = Kilde: { $publisher }: { $title }, udgave af { $edition }.
embed-explore = Udforsk tabellen
