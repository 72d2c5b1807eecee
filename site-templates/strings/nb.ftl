# Norsk bokmål. Nøklene er de samme i alle språk; en test sammenligner dem.

## Ramme
skip = Gå til innhold
nav-label = Hovedmeny
nav-catalogue = Datasett
nav-about = Om katalogen
nav-withheld = Tilbakeholdte tall
nav-accessibility = Tilgjengelighet
language-label = Språk
crumbs-label = Du er her
footer-publisher = Utgiver
footer-contact = Spørsmål
footer-statement = Tilgjengelighetserklæring
footer-privacy = Nettstedet setter ingen informasjonskapsler og henter ingenting fra andre.
footer-machine = For maskiner
footer-sitemap = Nettstedskart (XML)
footer-made = Laget med udstil

## Forside
search-label = Søk i datasett
search-go = Søk
search-hint = Tittel, kolonne, kode eller tekst
theme-label = Tema
theme-all = Alle temaer
search-count = { $n ->
    [one] 1 datasett
   *[other] { $n } datasett
}
search-none = Ingen datasett passer til søket. Prøv et kortere ord, eller velg alle temaer.
search-results = Resultater
search-in = Funnet i
search-in-title = tittel
search-in-keywords = emneord
search-in-columns = kolonner
search-in-codes = koder
search-in-texts = dokumentasjon
list-title = Alle datasett
themes-title = Datasett etter tema
card-updated = Utgave fra
card-formats = Formater
row-count = { $n ->
    [one] 1 rad
   *[other] { $n } rader
}
synthetic-tag = Syntetiske data

## Datasett: øverst
synthetic-title = Tallene er oppdiktet
synthetic-text = Kilden til dette datasettet er laget av et program for å vise hvordan katalogen virker. Tallene beskriver ikke virkeligheten og må ikke brukes som om de gjorde det.
contents-label = På denne siden
see-title = Se
understand-title = Forstå
download-title = Last ned
trust-title = Etterprøv
facts-title = Fakta
fact-edition = Utgave
fact-rows = Omfang
fact-period = Periode
fact-area = Område
fact-frequency = Oppdateres
fact-licence = Lisens
fact-contact = Kontakt
fact-themes = Tema
fact-records = Kontrollert
records-checked = { $n ->
    [one] 1 post i kilden
   *[other] { $n } poster i kilden
}

## Datasett: se
preview-some = { $n } av { $of } rader, slik de står i filen.
preview-published = { $n } av radene som har tall. Filen har { $of } rader.
preview-all = { $n ->
    [one] Den ene raden som datasettet består av.
   *[other] Alle { $n } rader.
}
preview-scroll = Tabell: { $table }
preview-none = Tabellen har ingen rader i denne utgaven.
preview-status-note = Hvert tall har i filen en statuskolonne. Her står status i tallets egen celle.
bars-scroll = Søyler: { $table }
bars-text = Søylens lengde svarer til tallet; den lengste er det største tallet.
legend-withheld = Tallet holdes tilbake fordi det ellers kunne si noe om en bestemt person eller virksomhet. Det kan være et lite tall, null eller et tall som skal dekke over et annet.
legend-more = Mer om tilbakeholdte tall
withheld-share = { $n } av { $of } rader ({ $percent }) har tilbakeholdte tall.
withheld-nothing = Ingen tall er holdt tilbake i denne utgaven.
status-c = tilbakeholdt
status-x = ikke tilgjengelig
status-z = ikke relevant
value-empty = ingen verdi
value-unknown = uoppgitt

## Datasett: forstå
columns-title = Kolonner
column-name = Kolonne
column-unit = Enhet
kind-integer = Heltall
kind-decimal = { $n ->
    [one] Tall med 1 desimal
   *[other] Tall med { $n } desimaler
}
kind-text = Tekst
kind-code = Kode
kind-period = Periode
values-range = Fra { $least } til { $greatest }
values-distinct = { $n ->
    [one] 1 verdi
   *[other] { $n } forskjellige verdier
}
values-show = Vis koder
codelist-from = Kodeliste
codelist-unofficial = Listen eller inndelingen er katalogens egen og ikke offisiell.
status-label = Status for { $measure }
status-description = Hvorfor { $measure } er tom. Kolonnen er selv tom når tallet er publisert.
doc-table = Tabell i dokumentasjonen
provenance-title = Hvor dataene kommer fra
limits-title = Kjente begrensninger

## Datasett: last ned
download-lead = Alle filer har samme innhold. Velg den som programmet ditt leser best.
files-title = Filer
file-csv = For alle programmer. UTF-8, komma mellom felter, punktum før desimaler.
file-parquet = For analyse i Python, R og DuckDB. Typene følger med.
file-excel = For Excel og LibreOffice. Koder er tekst, så ledende nuller blir stående.
file-json = JSON-fil som programmer kan lese.
file-package = Data Package: utgavens tabeller og kolonner, beskrevet slik at programmer kan lese det.
file-checksums = SHA-256 for alle filene i utgaven, i en liste som programmer kan kontrollere mot.
file-readme = Om utgaven i ren tekst, til å legge ved siden av filene.
file-codelist = Koder med navn, slik de er brukt i tabellene.
format-text = Tekst
file-text = Tekstfil.
package-title = Om hele utgaven
addresses-title = Faste adresser
addresses-text = Den nyeste utgaven ligger alltid på den første adressen. Akkurat denne utgaven ligger uendret på den andre.
address-latest = Nyeste utgave
address-edition = Denne utgaven
verify-title = Kontroller at filen er hel
verify-text = Last ned SHA256SUMS i samme mappe som filene. Kommandoen regner ut filens SHA-256 på nytt og sammenligner.
verify-windows-text = Sammenlign resultatet med tallet i tabellen ovenfor.
verify-sums = SHA256SUMS for denne utgaven

## Datasett: etterprøv
protection-title = Slik er dataene beskyttet
protection-public = Radene er offentlige i seg selv. Ingenting er slått sammen eller holdt tilbake.
protection-lead = Kilden er fortrolig og forlater ikke myndigheten. Det som publiseres, er tall for grupper.
protection-lead-synthetic = Den virkelige kilden ville være fortrolig. Den oppdiktede er behandlet på samme måte: Det som publiseres, er tall for grupper.
protection-recoded = Hva feltene er gjort til
protection-scroll = Felter i { $table }
protection-field = Felt i kilden
protection-how = Hva som er gjort
protection-never-text = Disse feltene publiseres aldri. De leses bare for å kontrollere kilden og for å telle forskjellige personer og virksomheter:
protection-sums-text = Disse feltene publiseres bare som summer:
rule-aggregated = Enkelte poster publiseres aldri, bare antall og summer for grupper av poster.
rule-min-count = { $n ->
    [one] Et tall vises når det er minst 1 post bak det.
   *[other] Et tall vises bare når det er minst { $n } poster bak det.
}
rule-min-contributors = Det må også være minst { $n } forskjellige bak tallet, talt etter feltet «{ $field }».
rule-presence-secret = Alle kombinasjoner er med i tabellen. Null behandles som et lite tall og holdes tilbake, slik at ingen kan se om det er noe eller ingenting.
rule-presence-public = Bare kombinasjoner som forekommer, er med i tabellen. At en rad finnes, er ikke hemmelig; tallene i den kan være det.
rule-no-totals = Det publiseres ingen totaler, slik at et tilbakeholdt tall ikke kan finnes ved å trekke fra.
rule-rounded = { $n ->
    [0] { $measure } er avrundet til hele tall.
    [one] { $measure } er avrundet til 1 desimal.
   *[other] { $measure } er avrundet til { $n } desimaler.
}
rule-zero-below = { $measure } under { $limit } { $unit } vises som 0.
recode-level = Slått sammen til nivå { $level } av { $depth } i listen «{ $list }».
recode-codes = Koden fra listen «{ $list }».
recode-year = Datoen er gjort om til et år.
recode-half-year = Datoen er gjort om til et halvår.
recode-quarter = Datoen er gjort om til et kvartal.
recode-month = Datoen er gjort om til en måned.
recode-bins = Tallet er lagt i en av { $n } klasser.
recode-identity = Som det er; verdien er offentlig i seg selv.
governance-title = Grunnlag for å publisere
governance-legal = Hjemmel
governance-activity = Behandlingsaktivitet
governance-risk = Risikovurdering fra
governance-approved = Godkjent av
cite-title = Henvis til dataene
cite-text = { $publisher } ({ $year }). { $title } ({ $kind }), utgave { $edition }. { $licence }. { $url }
cite-dataset = datasett
cite-synthetic = datasett med syntetiske tall
editions-title = Utgaver
editions-text = En utgave endres aldri når den først er ute.
editions-caption = Utgaver av datasettet
editions-scroll = Utgaver
edition-newest = nyeste
edition-files = Filer
edition-name = Utgave

## Om katalogen
about-title = Om katalogen
about-lead = Hva katalogen er, hvem som utgir den, og hva du kan regne med.
about-what-title = Hva du finner her
about-what = Åpne data i tabeller. Hvert datasett har en side der du kan se noen av radene, lese hva hver kolonne betyr, laste ned filene og se hvordan tallene er blitt til.
about-confidential = Flere av datasettene handler om personer og virksomheter. Derfor publiseres de som tall for grupper, og tall som kunne røpe noen, er holdt tilbake.
about-synthetic-title = Syntetiske data
about-synthetic = Noen datasett er laget av et program for å vise hvordan katalogen virker. De er merket «Syntetiske data» i listen, på sin egen side, i filenes navn og i beskrivelsene. Ikke bruk dem som kilde til noe i virkeligheten.
about-editions-title = Utgaver og faste adresser
about-editions = Hver gang innholdet endrer seg, kommer det en ny utgave med sin egen dato og adresse. En utgave blir aldri endret. Adressen med «latest» peker alltid på den nyeste.
about-files-title = Filer
about-files = Hver tabell finnes som CSV, Parquet og Excel med samme innhold. Hver fil har en SHA-256, slik at du kan kontrollere at den er hel og uendret.
about-licence-title = Lisens
about-licence = Der ikke noe annet står på datasettets side, gjelder denne lisensen:
about-privacy-title = Ditt personvern
about-privacy = Sidene er filer uten noe program bak. De setter ingen informasjonskapsler, lagrer ingenting i nettleseren din og henter ingenting fra andre steder enn dette. Søket skjer i din egen nettleser.
about-contact-title = Utgiver og kontakt

## Tilbakeholdte tall
withheld-title = Tilbakeholdte tall
withheld-lead = Hvorfor noen tall mangler, hvordan du kjenner dem igjen, og hvordan du regner med dem.
withheld-why-title = Hvorfor tall holdes tilbake
withheld-why = Et lite tall kan røpe en person eller en virksomhet. Hvis en tabell sier at det er én sak i en bestemt næring i et bestemt område, vet naboen kanskje hvem det handler om. Derfor har hvert datasett en nedre grense for hvor mange det må være bak et tall.
withheld-zero = I noen datasett er det i seg selv hemmelig om det er noe å telle. Der holdes også null tilbake, og et tilbakeholdt tall kan derfor være null.
withheld-how-title = Slik kjenner du dem igjen
withheld-how = I filene står det ingenting i cellen, og statuskolonnen ved siden av sier hvorfor. Et tilbakeholdt tall står aldri som 0.
withheld-table = Koder i statuskolonnene
withheld-code = Kode
withheld-meaning = Betydning
withheld-blank = (tom)
withheld-blank-text = Tallet er publisert.
withheld-c-text = Tilbakeholdt for å beskytte personer eller virksomheter. Koden sier ikke om tallet selv er lite, eller om det dekker over et annet.
withheld-x-text = Ikke tilgjengelig: Tallet er ikke kjent.
withheld-z-text = Ikke relevant: Det er ikke noe å måle.
withheld-count-title = Slik regner du med dem
withheld-count-1 = Ikke les en tom celle som 0. Mange programmer gjør det av seg selv når de legger sammen.
withheld-count-2 = En sum over tilbakeholdte tall er et minstetall. Skriv «minst».
withheld-count-3 = Ikke sammenlign andeler mellom grupper der ulikt mye er holdt tilbake.
withheld-count-4 = Bruk en grovere inndeling hvis datasettet har en. Den har færre hull.
withheld-ask-title = Kan jeg få tallet likevel?
withheld-ask = Nei, ikke gjennom katalogen. Hva som holdes tilbake, følger av regler som er fastsatt på forhånd, og ikke av et skjønn over det enkelte tallet. Reglene står på siden til hvert datasett.

## Tilgjengelighet
accessibility-title = Tilgjengelighet
accessibility-lead = Hva som er gjort for at alle skal kunne bruke katalogen, og hva vi ikke vet.
accessibility-not-statement = Denne siden er ikke en tilgjengelighetserklæring i lovens forstand. Den beskriver hvordan sidene er laget.
accessibility-done-title = Slik er sidene laget
accessibility-done-1 = Alt kan leses og lastes ned uten JavaScript. Bare søket og valget av tema bruker det.
accessibility-done-2 = Alt kan betjenes fra tastaturet, fokus er synlig, og brede tabeller kan rulles med piltastene.
accessibility-done-3 = Tabeller har overskrift og merkede kolonner. Opplysninger gis aldri med farge alene.
accessibility-done-4 = Sidene følger ditt valg av lyst eller mørkt, mindre bevegelse og høy kontrast, og de kan forstørres og skrives ut.
accessibility-unknown-title = Hva vi ikke vet
accessibility-unknown-1 = Sidene er ikke prøvd av brukere med funksjonsnedsettelse.
accessibility-unknown-2 = Filene er data for programmer. Hvor godt Excel-filene virker med en skjermleser, er ikke undersøkt.
accessibility-help-title = Mangler du noe?
accessibility-help = Skriv hvis noe ikke kan brukes, eller hvis du trenger dataene på en annen måte:

## Feil og videresending
not-found-title = Siden finnes ikke
not-found-text = Adressen passer ikke til noe i katalogen. Kanskje er den skrevet feil.
redirect-text = Tilgjengelighetserklæringen ligger her:

## Utforskeren
explore-link = Utforsk tabellen
explore-title = Utforsk: { $table }
explore-lead = Filtrer, sorter, summer og tegn tabellen her i nettleseren din. Det du velger, står i sidens adresse og sendes ikke til noen.
explore-noscript = Verktøyene krever JavaScript. Uten det ser du noen av radene her, og alle radene er i filene nedenfor.
explore-filters = Filtrer
explore-reset = Fjern alle filtre
explore-result = Tabell
explore-ask = Tabellen er på { $size } og er ikke lest ennå.
explore-load = Les tabellen
explore-large = Tabellen er på { $size }, og det er for mye for en nettleser. Nedenfor er filene og en kommando som viser tabellen.
explore-view = Visning
explore-view-rows = Rader
explore-view-summary = Sammendrag
explore-by = Grupper etter
explore-then = og etter
explore-across = Kolonner
explore-figure = Tall
explore-none = Ingen
explore-chart = Diagram
explore-chart-bars = Søyler
explore-chart-lines = Linjer
explore-chart-small = Små diagrammer
explore-chart-tiles = Kart over regioner
explore-size = Rader per side
explore-previous = Forrige
explore-next = Neste
explore-page = Side { $n } av { $of }
explore-reading = Leser tabellen: { $percent } %
explore-failed = Tabellen kunne ikke leses. Filene nedenfor kan lastes ned likevel.
explore-shown = { $n } av { $of } rader
explore-shown-withheld = { $n } av { $of } rader, { $withheld } av dem med tilbakeholdte tall
explore-groups = Grupper: { $n } (av { $of } rader)
explore-too-many = Det er for mange grupper til å vise. Velg færre kolonner, eller filtrer mer.
explore-nothing = Ingen rader passer med filtrene dine.
explore-find = Finn i { $column }
explore-more = { $n } til. Skriv i feltet ovenfor for å finne dem.
explore-chosen = { $n } valgt
explore-least = Minst
explore-most = Høyst
explore-total = I alt
explore-all = Til sammen
explore-row-count = Rader
explore-no-row = ingen rad
explore-at-least = minst { $n }
explore-incomplete = { $n }, ufullstendig
explore-no-sum = kan ikke legges sammen
explore-note-bound = Der tall er tilbakeholdt, sier summen «minst»: De tilbakeholdte tallene kommer i tillegg.
explore-note-open = Der tall er tilbakeholdt og kan være negative, sier summen «ufullstendig»: Den inneholder bare det som er publisert.
explore-note-distinct = { $figure }: I hver rad telles de forskjellige, og den samme kan være i flere rader. Tallene kan derfor ikke legges sammen.
explore-note-overlap = En post kan stå under flere verdier av { $column }, så tallene kan ikke legges sammen på tvers av dem. Grupper etter { $column }, eller filtrer til én verdi.
explore-note-totals = Rader som er summer av andre rader, er holdt utenfor summene, slik at ingenting telles to ganger.
explore-note-range = Med et minste eller største tall er rader med tilbakeholdte tall utelatt, uansett hva som ligger bak dem.
explore-chart-text = { $figure } etter { $by }. Det største tallet er { $greatest }. Alle tallene står i tabellen nedenfor.
explore-chart-cut = Diagrammet viser de første { $n } av { $of }. Tabellen har alle.
explore-save-title = Lagre og del
explore-save-text = Du får radene og kolonnene slik du har valgt dem. Beskrivelsen sier hvilken fil de kommer fra, hvordan den siteres, og hvordan den kan kontrolleres.
explore-save-csv = Lagre som CSV
explore-save-json = Lagre beskrivelsen (JSON)
explore-copy-link = Kopier lenke
explore-copy-snippet = Kopier HTML for innbygging
explore-save-svg = Lagre diagrammet som SVG
explore-save-png = Lagre diagrammet som PNG
explore-copy-png = Kopier diagrammet
explore-by-hand = Kopier for hånd
explore-by-hand-label = Teksten som skal kopieres
explore-copied = Kopiert.
explore-copy-by-hand = Nettleseren tillater ikke kopiering. Teksten står i feltet nedenfor.
explore-whole-title = Hele tabellen
explore-whole-text = Filene inneholder alle radene. Hva kolonnene betyr, og hvordan tallene er blitt til, står på datasettets side:
explore-duckdb-title = I DuckDB
explore-duckdb-text = DuckDB leser filen der den er, og kan det samme som denne siden, også med svært store tabeller:
embed-source = Kilde: { $publisher }: { $title }, utgave av { $edition }.
embed-explore = Utforsk tabellen
