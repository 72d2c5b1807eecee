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
records-between = { $n } til under { $below } poster i kilden

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
legend-withheld = Tallet holdes tilbake fordi det ellers kunne si noe om en bestemt person eller virksomhet. Det kan være et lite tall, null, et tall som én virksomhet står for det meste av, eller et tall som skal dekke over et annet.
legend-more = Mer om tilbakeholdte tall
legend-instead = Mangler du et tall, kan du se etter en total, en overordnet kode, en lengre periode eller en tabell som deler mindre fint opp.
tables-title = Tabellene i datasettet
tables-lead = Tabellene deler opp de samme opplysningene på hver sin måte. Jo finere inndeling, desto flere tall er som regel holdt tilbake.
tables-table = Tabell
tables-withheld = Med tilbakeholdte tall
withheld-share = { $n } av { $of } rader ({ $percent }) har tilbakeholdte tall.
withheld-nothing = Ingen tall er holdt tilbake i denne utgaven.
status-c = tilbakeholdt
status-x = ikke tilgjengelig
status-z = ikke relevant
value-empty = ingen verdi
value-unknown = uoppgitt
value-total = I alt
column-total = Rader med _T er totaler; legg dem ikke sammen med de andre.
column-levels = Noen koder omfatter andre; legg bare sammen koder på samme nivå.

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
file-croissant = Croissant: utgavens Parquet-filer, beskrevet for programmer til maskinlæring.
file-csvw = CSV on the Web: kolonner, typer og nøkler i CSV-filen.
file-schema = JSON Schema for en rad i tabellen.
file-json-stat = JSON-stat 2.0: tabellen som statistisk kube, med status for tall som er holdt tilbake.
file-sdmx = SDMX-CSV 2.0: én observasjon per linje, med statuskodene til SDMX.
snippets-title = Les tabellen i et program
snippets-text = Kopier teksten. Koder leses som tekst, så nuller foran blir stående, og tall som tall. Adressen er utgavens og endrer seg ikke.
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
rule-ranges = Holdes et tall tilbake fordi det er lite, oppgis det hvilke to tall det ligger mellom. Det er bevist at minst så mange tall er mulige som reglene krever.
rule-rounding = Hvert tall er avrundet til nærmeste multiplum av { $base }, også totaler, hver for seg. Derfor gir summer av avrundede tall ikke alltid totalen. Det er bevist at små tall ikke kan finnes ut fra de andre. Der tallene likevel ville si for mye til sammen, holdes en total tilbake.
rule-cell-key = Hvert tall, også totaler, er endret litt med en metode med hemmelige nøkler. De samme postene får alltid det samme tallet. Derfor gir summer av endrede tall ikke alltid totalen. Det er bevist at små tall ikke kan finnes ut fra de andre. Der tallene likevel ville si for mye til sammen, holdes en total tilbake.
rule-min-contributors = Det må også være minst { $n } forskjellige bak tallet, talt etter feltet «{ $field }».
rule-presence-secret = Alle kombinasjoner er med i tabellen. Null behandles som et lite tall og holdes tilbake, slik at ingen kan se om det er noe eller ingenting.
rule-presence-public = Bare kombinasjoner som forekommer, er med i tabellen. At en rad finnes, er ikke hemmelig; tallene i den kan være det.
rule-no-totals = Det publiseres ingen totaler, slik at et tilbakeholdt tall ikke kan finnes ved å trekke fra.
rule-totals = Totaler publiseres. Derfor holdes også andre tall tilbake, slik at et tilbakeholdt tall ikke kan finnes ved å trekke fra, og dette er bevist for hvert av dem.
rule-linked = Tabellene i datasettet er beskyttet sammen, slik at de ikke røper hverandres tilbakeholdte tall.
rule-owners = Det må også være minst { $n } forskjellige eiere bak tallet ({ $field }).
rule-concentration = { $measure } holdes tilbake der én eller noen få eiere står for en så stor del at den kunne anslås.
rule-group = { $dimension }: et tall som alle i en gruppe står bak, holdes tilbake, fordi det ville si det samme om alle.
rule-impossible = Kombinasjoner som ikke kan forekomme, er utelatt.
rule-ratio = { $measure } er beregnet av de publiserte tallene i raden.
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
quality-source-title = Slik er kilden kontrollert
quality-records = { $n ->
    [one] 1 post i kilden er lest.
   *[other] { $n } poster i kilden er lest.
}
quality-records-between = Mellom { $n } og { $below } poster i kilden er lest. Det nøyaktige antallet er ikke offentlig.
quality-records-withheld = Hvor mange poster som er lest, er fortrolig.
quality-checks = { $n ->
    [one] De er kontrollert på 1 måte, enkeltvis eller samlet.
   *[other] De er kontrollert på { $n } måter, enkeltvis og samlet.
}
quality-refused = Én eneste post som ikke besto, ville ha stanset publiseringen.
quality-aside-none = Ingen poster er satt til side.
quality-aside = { $n ->
    [one] 1 post besto ikke og er satt til side. Den inngår ikke i tallene.
   *[other] { $n } poster besto ikke og er satt til side. De inngår ikke i tallene.
}
quality-aside-between = Minst { $n } og under { $below } poster besto ikke og er satt til side. De inngår ikke i tallene.
quality-aside-withheld = Poster som ikke består, settes til side og inngår ikke i tallene. Hvor mange det var, er fortrolig.
quality-warnings = { $n ->
    [0] Det var ingen advarsler.
    [one] Det var 1 advarsel, som et menneske må vurdere.
   *[other] Det var { $n } advarsler, som et menneske må vurdere.
}
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

## Flere sider
nav-codelists = Kodelister
footer-more-label = Mer om katalogen
pages-label = Sider
page-n = Side { $n } av { $of }
page-before = Forrige side
page-after = Neste side
facets-title = Finn fram
facet-theme = Tema
facet-register = Register
facet-format = Format
facet-frequency = Oppdateres
facet-sort = Rekkefølge
facet-by-title = Etter tittel
facet-newest = Nyeste først
facet-lead = Datasett med { $facet }: { $value }.
facet-newest-lead = Alle datasett, de med den nyeste utgaven først.
list-found = Datasett
new-title = Nytt
new-edition = utgave av { $date }

## Utgaver
editions-page-title = Utgaver: { $title }
editions-page-lead = Alle utgaver som er publisert, med grunnen til hver av dem. Den nyeste står først.
editions-page-note = En utgave endres aldri. Er det en feil i en av dem, retter en ny utgave den og sier fra; den gamle blir liggende, slik at den som har brukt den, kan se hva som sto der.
editions-all = Alle utgaver med grunner og filer
edition-published = Publisert
edition-reason = Grunn
edition-reason-first = Den første utgaven.
edition-reason-none = Det er ikke oppgitt noen grunn.
edition-current = Dette er den nyeste utgaven.
edition-older = Det finnes en nyere utgave. Bruk denne bare til å gjenta noe du har gjort før.
edition-file-scroll = Filer i utgaven { $edition }
edition-file-caption = Filer, størrelser og kontrollsummer
edition-file = Fil
edition-size = Størrelse

## Kodelister
codelists-title = Kodelister
codelists-lead = Kodene som står i tabellene, og hva de betyr.
codelists-caption = Alle kodelister
codelists-scroll = Kodelister
codelists-name = Navn i filene
codelists-count = { $n ->
    [one] 1 kode
   *[other] { $n } koder
}
codelists-size = Omfang
codelist-title = Kodeliste: { $title }
codelist-official = Offisiell liste
codelist-own = Ikke offisiell
codelist-used-title = Hvor den brukes
codelist-used-none = Ingen publisert kolonne bruker listen. Den kan være brukt til å kontrollere en kilde.
codelist-used-more = Og { $n } datasett til.
codelist-codes-title = Kodene
codelist-some = Her er de første { $n } av { $of } koder. Alle står i filen.
codelist-file-title = Som fil
codelist-file = Listen ligger ved siden av tabellene som bruker den.
codelist-from-day = fra { $day }
codelist-to-day = til { $day }
codelist-open = Om kodelisten

## Kvalitet
quality-title = Kvalitet
quality-lead = Hva som er kontrollert før tallene kom ut, og hva ingen har kontrollert.
quality-checked-title = Hva som kontrolleres
quality-checked-1 = Hver post i en kilde holdes opp mot et skrevet skjema: slags verdier, koder, datoer, kontrollsifre. En post som ikke passer, stanser publiseringen.
quality-checked-2 = Hver publisert fil leses igjen av en annen del av programmet enn den som skrev den, og formatene sammenlignes celle for celle.
quality-checked-3 = Hver fil har en SHA-256, og det har hele nettstedet også.
quality-checked-4 = En utgave endres ikke når den er ute. Hva som er annerledes fra én utgave til den neste, blir fortalt.
quality-not-title = Hva som ikke kontrolleres
quality-not-1 = Om det som er meldt inn til et register, er sant. Et skjema som er fylt ut feil, men pent, ligner på et riktig utfylt.
quality-not-2 = Hva som aldri har nådd et register.
quality-limits = Siden til hvert datasett nevner de forbeholdene som er kjent.
quality-table-caption = De nyeste utgavene av datasettene
quality-table-scroll = Tabell: kvaliteten på datasettene
quality-dataset = Datasett
quality-read = Poster kontrollert
quality-read-secret = oppgis ikke
quality-withheld = Rader med tilbakeholdte tall
quality-limits-count = Kjente forbehold

## Slik er dataene beskyttet
shield-title = Slik er dataene beskyttet
shield-lead = Hvordan tabeller om fortrolige forhold blir offentlige uten å si noe om én person eller én virksomhet.
shield-steps-title = Trinn for trinn
shield-step-1 = Selve registeret forlater aldri etaten. Det som publiseres, er tabeller med antall og mengder.
shield-step-2 = For hver kolonne i et register er det skrevet ned hva som kan bli av den. En kolonne som ingen har tatt stilling til, stanser publiseringen.
shield-step-3 = Verdier samles i grupper: en dag blir til en måned eller et halvår, en kommune til en region, en næring til en næringsgruppe.
shield-step-4 = Et tall med for få poster, personer eller virksomheter bak seg holdes tilbake. Det gjør også tallene som det kunne regnes ut fra.
shield-step-5 = Det som er skrevet, leses igjen og sammenlignes før det kommer ut.
shield-who-title = Hvem som bestemmer
shield-who = Mennesker fastsetter reglene på forhånd, datasett for datasett, med et rettsgrunnlag og to godkjenninger. Intet program velger hvor detaljert en tabell kan være.
shield-limits-title = Hva det ikke kan
shield-limits = Den som kjenner en sak fra før, kan kanskje kjenne den igjen i et tall. Reglene er laget slik at tallet legger så lite som mulig til det vedkommende visste; de kan ikke få noen til å glemme.
shield-table-caption = Reglene for hvert datasett
shield-table-scroll = Tabell: reglene for datasettene
shield-count = Minste antall poster
shield-contributors = Minste antall forskjellige
shield-public = offentlige i seg selv
shield-more = Mer om tilbakeholdte tall

## Last ned og kontroller
fetch-title = Last ned og kontroller
fetch-lead = Hvordan du får filene, hvordan du er sikker på at de er hele, og hvordan du følger med på nye utgaver.
fetch-choose-title = Hvilken fil?
fetch-choose-1 = CSV kan leses av ethvert program. Bruk den hvis du er i tvil.
fetch-choose-2 = Excel er til å se på og til små beregninger. Koder er tekst i den, slik at nuller foran blir stående.
fetch-choose-3 = Parquet er til analyse i Python, R og DuckDB. Kolonnenes type følger med.
fetch-address-title = Adresser som varer
fetch-address = Adressen til en utgave endres aldri, og det som ligger der, endres heller ikke. Bruk den i en rapport eller en artikkel. Adressen med «latest» fører til den nyeste utgaven. Bruk den i et program som henter på nytt hver gang.
fetch-verify-title = Er filen hel?
fetch-verify = En SHA-256 er et tall som er regnet ut fra alle bytene i en fil. Er en eneste bit annerledes, er tallet et annet. Hver utgave har en fil SHA256SUMS med tallene for alle filene sine. Last den ned til samme mappe, og kjør:
fetch-verify-windows = I Windows regner du ut tallet og sammenligner det med det på siden til datasettet:
fetch-whole = Hele nettstedet har også en liste. Den ligger her:
fetch-wrong-title = Det passer ikke
fetch-wrong = Last ned filen en gang til. Passer det fortsatt ikke, så ikke bruk den, og skriv til oss.
fetch-blank-title = Tomme celler
fetch-blank = En tom celle er ikke null. Kolonnen ved siden av sier hvorfor den er tom.

## Skriv til oss
request-title = Spør, ønsk eller meld en feil
request-lead = Det er ikke noe skjema. Lenkene under åpner ditt eget e-postprogram med et emne fylt ut. Ingenting sendes før du sender det.
request-error-title = Meld en feil
request-error = Skriv hvilket datasett, hvilken utgave og hvilken rad, og hvordan du kan se at noe er galt.
request-error-subject = Feil i et datasett
request-error-body =
    Datasett:
    Utgave:
    Hvor (fil, rad, kolonne):
    Hva som er galt, og hvordan det kan ses:
request-data-title = Be om data
request-data = Skriv hva du vil finne ut, og ikke bare hvilke kolonner du gjerne vil ha. Kanskje kan det besvares med en tabell som beskytter alle.
request-data-subject = Ønske om data
request-data-body =
    Hva jeg vil finne ut:
    Hva jeg vil bruke det til:
    Hvor ofte jeg trenger det:
request-use-title = Vis hva du har laget
request-use = Artikler, analyser og programmer som bruker dataene, hjelper andre til å se hva de kan brukes til.
request-use-subject = Jeg har brukt dataene
request-use-body =
    Hva jeg har laget:
    Adresse:
    Datasett og utgaver:
request-mail = Skriv en e-post
request-issue = Opprett en offentlig sak
request-public-note = En sak er offentlig. Ikke skriv noe om personer eller virksomheter i den.
request-secret-title = Kan jeg få de fortrolige dataene?
request-secret = Ikke her. Katalogen har ikke noe annet enn det som står på sidene.
request-dataset-error = Meld en feil i datasettet
request-dataset-body =
    Hvor (fil, rad, kolonne):
    Hva som er galt, og hvordan det kan ses:
request-dataset-subject = Feil i { $id }, utgave { $edition }

## Personvern
privacy-title = Personvern
privacy-lead = Nettstedet lagrer ingenting i nettleseren din, spør ingen andre om noe og vet ikke hvem du er.
privacy-browser-title = I nettleseren din
privacy-browser = Ingen informasjonskapsler, ingenting som lagres, ingen digitale fingeravtrykk og ikke noe skjema som sendes noe sted. Det du søker etter og velger, blir i din egen nettleser og står høyst i adressen, slik at du kan dele den.
privacy-others-title = Tredjeparter
privacy-others = Hver side, hvert stilark, hvert bilde og hvert skript kommer fra denne adressen. Hver side har en regel (Content-Security-Policy) som får nettleseren til å avvise alt annet. Du kan se den øverst i kildeteksten til siden.
privacy-server-title = På serveren
privacy-server = Sidene er filer uten noe program bak. Serveren som leverer dem ut, kan føre en logg med adresser og tidspunkter, slik servere gjør. Om den gjør det, og hvor lenge, vet den som driver den. Spør:
privacy-mail-title = Hvis du skriver til oss
privacy-mail = En e-post viser adressen din og det du skriver. Lenkene på sidene fyller ut et emne og ikke noe annet.
privacy-data-title = I dataene
privacy-data = Tabellene fra fortrolige registre er laget slik at ingen person og ingen virksomhet kan kjennes igjen. Slik er det gjort:

## Ordliste
glossary-title = Ordliste
glossary-lead = Ord som sidene bruker, og hva de betyr her.
glossary-code = Kode
glossary-code-text = Et kort tegn som står for noe, for eksempel DK-84 for en region. Hva det står for, finnes i en kodeliste.
glossary-codelist = Kodeliste
glossary-codelist-text = Alle koder av ett slag med navn, og hvilke av dem som hører under hvilke.
glossary-csv = CSV
glossary-csv-text = En tabell som ren tekst, én linje for hver rad. Ethvert program kan lese den.
glossary-dataset = Datasett
glossary-dataset-text = En eller flere tabeller som hører sammen, med en beskrivelse, en lisens og noen som svarer for dem.
glossary-edition = Utgave
glossary-edition-text = Et datasett slik det ble publisert en bestemt dag. Den endres aldri.
glossary-licence = Lisens
glossary-licence-text = Hva du kan gjøre med dataene.
glossary-metadata = Metadata
glossary-metadata-text = Hva som fortelles om dataene: tittel, kolonner, periode, utgiver. Portaler og programmer leser dem.
glossary-parquet = Parquet
glossary-parquet-text = Et filformat for tabeller som programmer for analyse leser raskt.
glossary-record = Post
glossary-record-text = Én oppføring i et register, for eksempel én klage. Poster publiseres ikke, de telles bare.
glossary-register = Register
glossary-register-text = Hva en etat skriver ned sak for sak. De fleste registre er fortrolige.
glossary-row = Rad
glossary-row-text = Én linje i en publisert tabell. Den sier hvor mange eller hvor mye, og av hva.
glossary-sha = SHA-256
glossary-sha-text = Et tall som er regnet ut fra alle bytene i en fil. To filer med samme tall har samme innhold.
glossary-status = Status
glossary-status-text = En kolonne som sier hvorfor et tall mangler.
glossary-synthetic = Syntetiske data
glossary-synthetic-text = Diktet opp av et program. De ligner på ekte data og sier ingenting om virkeligheten.
glossary-withheld = Tilbakeholdt
glossary-withheld-text = Kjent av etaten og utelatt, slik at ingen kan få vite noe om én person eller virksomhet.

## En side for hver kode
bycode-lead = Én side for hver kode i listen «{ $list }» med det hvert datasett sier om den.
bycode-page-lead = Hva datasettene i katalogen sier om { $name }, ved siden av gruppen og alle til sammen.
bycode-at-least = Tallene er summer av publiserte tall. «Minst» betyr at noen av delene er holdt tilbake og ikke er med i summen. Ikke regn ut andeler av slike summer: Det holdes mest tilbake der tallene er små.
bycode-by = { $measure } etter { $column }
bycode-caption = { $measure } etter { $column }, alt annet i tabellen tatt under ett
bycode-whole = Alle
bycode-nothing = Tabellen kan ikke legges sammen for én kode uten å telle noe to ganger. Se siden til datasettet.
bycode-no-dataset = Ingen datasett er inndelt på denne måten.
bycode-silent-title = Andre datasett
bycode-silent = Disse er ikke inndelt på denne måten og sier derfor ingenting om det:
bycode-siblings = Også i
bycode-others = Andre
sum-at-least = minst { $n }
sum-without = { $n } av { $of } tall tilbakeholdt
spread-show = Hvordan tallene fordeler seg
spread-caption = Antall rader med tall av hver størrelse. Tilbakeholdte tall er ikke med.
spread-rows = Rader
shares-show = Hvordan radene fordeler seg
shares-caption = Antall rader med hver kode, de hyppigste først.
shares-caption-figures = Antall rader med minst ett tall, etter kode. Rader der alle tall er tilbakeholdt, er ikke med.
shares-others = { $n ->
    [one] 1 annen kode
   *[other] { $n } andre koder
}
spread-below-zero = under 0
spread-class = fra { $from } til under { $to }
chart-title = { $measure } etter { $column }
chart-description = Søylene er så lange som de publiserte tallene. En stiplet strek betyr at noen tall er holdt tilbake. Tabellen har de samme tallene.
chart-open = En stiplet strek betyr at noen tall er holdt tilbake og ikke er regnet med.
chart-table = Tallene i diagrammet
chart-caption = { $measure } etter { $column }, alt annet i tabellen tatt under ett

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
withheld-why = Et lite tall kan røpe en person eller en virksomhet. Hvis en tabell sier at det er én sak i en bestemt næring i et bestemt område, vet naboen kanskje hvem det handler om. Derfor har hvert datasett en nedre grense for hvor mange det må være bak et tall. Står én virksomhet for det meste av en mengde, kunne en konkurrent regnet seg fram til dens del. Og der ett tall er holdt tilbake, må ofte et annet også bli det, slik at det første ikke kan finnes ved å trekke fra.
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
withheld-count-4 = Bruk en total eller en grovere inndeling hvis datasettet har en. Den har færre hull; siden til datasettet sier hvor mye som er holdt tilbake i hver tabell.
withheld-ask-title = Kan jeg få tallet likevel?
withheld-ask = Nei, ikke gjennom katalogen. Hva som holdes tilbake, følger av regler som er fastsatt på forhånd, og ikke av et skjønn over det enkelte tallet. Reglene står på siden til hvert datasett.

## Tilgjengelighet
accessibility-title = Tilgjengelighet
accessibility-lead = Hva som er gjort for at alle skal kunne bruke katalogen, og hva vi ikke vet.
accessibility-not-statement = Denne siden er ikke en tilgjengelighetserklæring i lovens forstand. Den beskriver hvordan sidene er laget.
accessibility-done-title = Slik er sidene laget
accessibility-done-1 = Alt kan leses og lastes ned uten JavaScript. Bare søket, valget av tema og verktøyene for å utforske en tabell bruker det.
accessibility-done-2 = Alt kan betjenes fra tastaturet, fokus er synlig, og brede tabeller kan rulles med piltastene.
accessibility-done-3 = Tabeller har overskrift og merkede kolonner. Opplysninger gis aldri med farge alene.
accessibility-done-4 = Sidene følger ditt valg av lyst eller mørkt, mindre bevegelse og høy kontrast, og de kan forstørres og skrives ut.
accessibility-unknown-title = Hva vi ikke vet
accessibility-unknown-1 = Sidene er ikke prøvd av brukere med funksjonsnedsettelse.
accessibility-unknown-2 = Filene er data for programmer. Hvor godt Excel-filene virker med en skjermleser, er ikke undersøkt.
accessibility-help-title = Mangler du noe?
accessibility-help = Skriv hvis noe ikke kan brukes, eller hvis du trenger dataene på en annen måte:

## For maskiner
api-title = API og strømmer
api-lead = Alt i katalogen kan hentes av programmer: som JSON-filer på faste adresser, som nyhetsstrømmer og i formatene som dataportaler høster.
api-json-title = JSON
api-json = Hvert svar er en fil. Det er ingen nøkkel og ikke noe søk i adressen: hent først, og velg etterpå.
api-stable = Adressene under { $folder } fortsetter å virke. Nye felter kan komme til, men ingen forsvinner eller skifter betydning så lenge det står v1 i adressen.
api-openapi = Den fulle beskrivelsen (OpenAPI 3.1)
api-scroll = Adresser i API-et
api-caption = Adresser under { $folder }
api-address = Adresse
api-content = Innhold
api-example = Eksempel
api-catalogue = Katalogen med en linje for hvert datasett
api-dataset = Et datasett: hva det er, på hvilket grunnlag det er publisert, og hvor filene er
api-schema = Tabellene i den nyeste utgaven, kolonne for kolonne
api-editions = Utgavene av et datasett, nyeste først
api-edition = En utgave med størrelse og SHA-256 for hver fil
api-codelist = En kodeliste som tabellene bruker
api-description = Beskrivelsen av API-et
api-python-title = Eksempel i Python
api-feeds-title = Nyhetsstrømmer
api-feeds = En strøm får en ny oppføring hver gang det kommer en utgave. Oppføringen sier hvilke tabeller som er endret, og hvorfor, hvis det er gitt en grunn.
api-others-title = Andre beskrivelser av hele katalogen
api-dcat = DCAT-AP 3.0.1
api-dcat-national = DCAT-AP versjon 2 for nasjonale høstere
api-package = Data Package med de nyeste utgavene av alle tabeller
api-search = OpenSearch: søk i katalogen fra nettleserens adresselinje
feed-catalogue = Nye utgaver (Atom-strøm)
feed-dataset = Nye utgaver av dette datasettet (Atom-strøm)

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
explore-more-columns = { $n } kolonner til
explore-whole = Bare rader uten tilbakeholdte tall
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
explore-note-whole = Rader med tilbakeholdte tall er utelatt, slik du har valgt. Summer omfatter derfor bare publiserte rader.
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
