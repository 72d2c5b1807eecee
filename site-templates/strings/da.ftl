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
footer-privacy = Webstedet sætter ingen cookies og henter intet fra andre.
footer-machine = For maskiner
footer-sitemap = Sitemap (XML)
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
records-between = { $n } til under { $below } poster i kilden

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
legend-withheld = Tallet holdes tilbage, fordi det ellers kunne sige noget om en bestemt person eller virksomhed. Det kan være et lille tal, nul, et tal, som én virksomhed står for det meste af, eller et tal, der skal dække over et andet.
legend-more = Mere om tilbageholdte tal
legend-instead = Mangler du et tal, så se efter en total, en overordnet kode, en længere periode eller en tabel, der deler mindre fint op.
tables-title = Tabellerne i datasættet
tables-lead = Tabellerne deler de samme oplysninger op på hver sin måde. Jo finere opdeling, desto flere tal er som regel holdt tilbage.
tables-table = Tabel
tables-withheld = Med tilbageholdte tal
withheld-share = { $n } af { $of } rækker ({ $percent }) har tilbageholdte tal.
withheld-nothing = Ingen tal er holdt tilbage i denne udgave.
status-c = tilbageholdt
status-x = ikke tilgængeligt
status-z = ikke relevant
value-empty = ingen værdi
value-unknown = uoplyst
value-total = I alt
column-total = Rækker med _T er totaler; læg dem ikke sammen med de andre.
column-levels = Nogle koder omfatter andre; læg kun koder på samme niveau sammen.

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
file-croissant = Croissant: udgavens Parquet-filer, beskrevet for programmer til maskinlæring.
file-csvw = CSV on the Web: kolonner, typer og nøgler i CSV-filen.
file-schema = JSON Schema for en række i tabellen.
file-json-stat = JSON-stat 2.0: tabellen som statistisk kube, med status for tilbageholdte tal.
file-sdmx = SDMX-CSV 2.0: én observation pr. linje, med SDMX's statuskoder.
snippets-title = Læs tabellen i et program
snippets-text = Kopiér teksten. Koder læses som tekst, så nuller foran bliver stående, og tal som tal. Adressen er udgavens og ændrer sig ikke.
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
rule-ranges = Holdes et tal tilbage, fordi det er lille, oplyses det, hvilke to tal det ligger mellem. Det er bevist, at mindst så mange tal er mulige, som reglerne kræver.
rule-rounding = Hvert tal er afrundet til det nærmeste multiplum af { $base }, også totaler, hver for sig. Derfor giver summer af afrundede tal ikke altid totalen. Det er bevist, at små tal ikke kan findes ud fra de andre. Hvor tallene alligevel ville sige for meget tilsammen, holdes en total tilbage.
rule-cell-key = Hvert tal, også totaler, er ændret lidt med en metode med hemmelige nøgler. De samme poster får altid det samme tal. Derfor giver summer af ændrede tal ikke altid totalen. Det er bevist, at små tal ikke kan findes ud fra de andre. Hvor tallene alligevel ville sige for meget tilsammen, holdes en total tilbage.
rule-min-contributors = Der skal også være mindst { $n } forskellige bag tallet, talt efter feltet »{ $field }«.
rule-presence-secret = Alle kombinationer er med i tabellen. Nul behandles som et lille tal og holdes tilbage, så ingen kan se, om der er noget eller intet.
rule-presence-public = Kun kombinationer, der forekommer, er med i tabellen. At en række findes, er ikke hemmeligt; tallene i den kan være det.
rule-no-totals = Der udgives ingen totaler, så et tilbageholdt tal ikke kan findes ved at trække fra.
rule-totals = Totaler udgives. Derfor tilbageholdes også andre tal, så et tilbageholdt tal ikke kan findes ved at trække fra, og det er bevist for hvert af dem.
rule-linked = Datasættets tabeller er beskyttet sammen, så de ikke afslører hinandens tilbageholdte tal.
rule-owners = Der skal også være mindst { $n } forskellige ejere bag tallet ({ $field }).
rule-concentration = { $measure } holdes tilbage, hvor én eller få ejere står for så stor en del, at den kunne anslås.
rule-group = { $dimension }: et tal, som alle i en gruppe står bag, holdes tilbage, fordi det ville sige det samme om dem alle.
rule-impossible = Kombinationer, der ikke kan forekomme, er udeladt.
rule-ratio = { $measure } er beregnet af de offentliggjorte tal i rækken.
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
quality-source-title = Sådan er kilden kontrolleret
quality-records = { $n ->
    [one] 1 post i kilden er læst.
   *[other] { $n } poster i kilden er læst.
}
quality-records-between = Mellem { $n } og { $below } poster i kilden er læst. Det præcise antal er ikke offentligt.
quality-records-withheld = Hvor mange poster der er læst, er fortroligt.
quality-checks = { $n ->
    [one] De er kontrolleret på 1 måde, enkeltvis eller under ét.
   *[other] De er kontrolleret på { $n } måder, enkeltvis og under ét.
}
quality-refused = En eneste post, der ikke bestod, ville have stoppet udgivelsen.
quality-aside-none = Ingen poster er sat til side.
quality-aside = { $n ->
    [one] 1 post bestod ikke og er sat til side. Den indgår ikke i tallene.
   *[other] { $n } poster bestod ikke og er sat til side. De indgår ikke i tallene.
}
quality-aside-between = Mindst { $n } og under { $below } poster bestod ikke og er sat til side. De indgår ikke i tallene.
quality-aside-withheld = Poster, der ikke består, sættes til side og indgår ikke i tallene. Hvor mange der var, er fortroligt.
quality-warnings = { $n ->
    [0] Der var ingen advarsler.
    [one] Der var 1 advarsel, som et menneske må vurdere.
   *[other] Der var { $n } advarsler, som et menneske må vurdere.
}
governance-title = Grundlag for at udgive
governance-legal = Hjemmel
governance-activity = Behandlingsaktivitet
governance-risk = Risikovurdering fra
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

## Flere sider
nav-codelists = Kodelister
footer-more-label = Mere om kataloget
pages-label = Sider
page-n = Side { $n } af { $of }
page-before = Forrige side
page-after = Næste side
facets-title = Find vej
facet-theme = Tema
facet-register = Register
facet-format = Format
facet-frequency = Opdateres
facet-sort = Rækkefølge
facet-by-title = Efter titel
facet-newest = Nyeste først
facet-lead = Datasæt med { $facet }: { $value }.
facet-newest-lead = Alle datasæt, dem med den nyeste udgave først.
list-found = Datasæt
new-title = Nyt
new-edition = udgave af { $date }

## Udgaver
editions-page-title = Udgaver: { $title }
editions-page-lead = Alle udgaver, der er udkommet, med grunden til hver af dem. Den nyeste står først.
editions-page-note = En udgave ændres aldrig. Er der en fejl i en af dem, retter en ny udgave den og siger det; den gamle bliver liggende, så den, der har brugt den, kan se, hvad der stod.
editions-all = Alle udgaver med grunde og filer
edition-published = Udkommet
edition-reason = Grund
edition-reason-first = Den første udgave.
edition-reason-none = Der er ikke angivet en grund.
edition-current = Det er den nyeste udgave.
edition-older = Der er en nyere udgave. Brug kun denne til at gentage noget, du har lavet før.
edition-file-scroll = Filer i udgaven { $edition }
edition-file-caption = Filer, størrelser og kontrolsummer
edition-file = Fil
edition-size = Størrelse

## Kodelister
codelists-title = Kodelister
codelists-lead = De koder, der står i tabellerne, og hvad de betyder.
codelists-caption = Alle kodelister
codelists-scroll = Kodelister
codelists-name = Navn i filerne
codelists-count = { $n ->
    [one] 1 kode
   *[other] { $n } koder
}
codelists-size = Omfang
codelist-title = Kodeliste: { $title }
codelist-official = Officiel liste
codelist-own = Ikke officiel
codelist-used-title = Hvor den bruges
codelist-used-none = Ingen udgivet kolonne bruger listen. Den kan være brugt til at kontrollere en kilde.
codelist-used-more = Og { $n } datasæt mere.
codelist-codes-title = Koderne
codelist-some = Her er de første { $n } af { $of } koder. Alle står i filen.
codelist-file-title = Som fil
codelist-file = Listen ligger ved siden af de tabeller, der bruger den.
codelist-from-day = fra { $day }
codelist-to-day = til { $day }
codelist-open = Om kodelisten

## Kvalitet
quality-title = Kvalitet
quality-lead = Hvad der er kontrolleret, før tallene kom ud, og hvad ingen har kontrolleret.
quality-checked-title = Hvad der kontrolleres
quality-checked-1 = Hver post i en kilde holdes op mod et skrevet skema: værdiernes art, koder, datoer, kontrolcifre. En post, der ikke passer, standser udgivelsen.
quality-checked-2 = Hver udgivet fil læses igen af en anden del af programmet end den, der skrev den, og formaterne sammenlignes celle for celle.
quality-checked-3 = Hver fil har en SHA-256, og det har hele webstedet også.
quality-checked-4 = En udgave ændres ikke, når den er ude. Hvad der er anderledes fra den ene udgave til den næste, bliver fortalt.
quality-not-title = Hvad der ikke kontrolleres
quality-not-1 = Om det, der er indberettet til et register, er sandt. Et skema, der er udfyldt forkert, men pænt, ligner et rigtigt.
quality-not-2 = Hvad der aldrig er nået til et register.
quality-limits = Hvert datasæts side nævner de forbehold, der er kendt.
quality-table-caption = Datasættenes nyeste udgaver
quality-table-scroll = Tabel: datasættenes kvalitet
quality-dataset = Datasæt
quality-read = Poster kontrolleret
quality-read-secret = oplyses ikke
quality-withheld = Rækker med tilbageholdte tal
quality-limits-count = Kendte forbehold

## Sådan er data beskyttet
shield-title = Sådan er data beskyttet
shield-lead = Hvordan tabeller om fortrolige forhold bliver offentlige uden at sige noget om én person eller én virksomhed.
shield-steps-title = Trin for trin
shield-step-1 = Registeret selv forlader aldrig myndigheden. Det, der udgives, er tabeller med antal og mængder.
shield-step-2 = For hver kolonne i et register er det skrevet ned, hvad der må blive af den. En kolonne, som ingen har taget stilling til, standser udgivelsen.
shield-step-3 = Værdier samles i grupper: en dag bliver til en måned eller et halvår, en kommune til en region, en branche til en branchegruppe.
shield-step-4 = Et tal med for få poster, personer eller virksomheder bag sig holdes tilbage. Det gør også de tal, som det kunne regnes ud af.
shield-step-5 = Det, der er skrevet, læses igen og sammenlignes, før det kommer ud.
shield-who-title = Hvem der bestemmer
shield-who = Mennesker lægger reglerne fast på forhånd, datasæt for datasæt, med et retsgrundlag og to godkendelser. Intet program vælger, hvor detaljeret en tabel må være.
shield-limits-title = Hvad det ikke kan
shield-limits = Den, der kender en sag i forvejen, kan måske genkende den i et tal. Reglerne er lavet, så tallet føjer så lidt som muligt til det, vedkommende vidste; de kan ikke få nogen til at glemme.
shield-table-caption = Reglerne for hvert datasæt
shield-table-scroll = Tabel: datasættenes regler
shield-count = Mindste antal poster
shield-contributors = Mindste antal forskellige
shield-public = offentlige i sig selv
shield-more = Mere om tilbageholdte tal

## Hent og kontrollér
fetch-title = Hent og kontrollér
fetch-lead = Hvordan du får filerne, hvordan du er sikker på, at de er hele, og hvordan du følger med i nye udgaver.
fetch-choose-title = Hvilken fil?
fetch-choose-1 = CSV kan læses af ethvert program. Brug den, hvis du er i tvivl.
fetch-choose-2 = Excel er til at se på og til små beregninger. Koder er tekst i den, så nuller forrest bliver stående.
fetch-choose-3 = Parquet er til analyse i Python, R og DuckDB. Kolonnernes typer følger med.
fetch-address-title = Adresser, der holder
fetch-address = En udgaves adresse ændres aldrig, og det, der ligger på den, heller ikke. Brug den i en rapport eller en artikel. Adressen med »latest« fører til den nyeste udgave. Brug den i et program, der henter på ny hver gang.
fetch-verify-title = Er filen hel?
fetch-verify = En SHA-256 er et tal, der er regnet ud af alle filens byte. Er en eneste bit anderledes, er tallet et andet. Hver udgave har en fil SHA256SUMS med tallene for alle sine filer. Hent den til samme mappe, og kør:
fetch-verify-windows = I Windows regner du tallet ud og sammenligner det med det på datasættets side:
fetch-whole = Hele webstedet har også en liste. Den ligger her:
fetch-wrong-title = Det passer ikke
fetch-wrong = Hent filen en gang til. Passer det stadig ikke, så brug den ikke, og skriv til os.
fetch-blank-title = Tomme celler
fetch-blank = En tom celle er ikke nul. Kolonnen ved siden af siger, hvorfor den er tom.

## Skriv til os
request-title = Spørg, ønsk eller meld en fejl
request-lead = Der er ingen formular. Linkene herunder åbner dit eget e-mailprogram med et emne udfyldt. Intet sendes, før du sender det.
request-error-title = Meld en fejl
request-error = Skriv hvilket datasæt, hvilken udgave og hvilken række, og hvordan du kan se, at noget er galt.
request-error-subject = Fejl i et datasæt
request-error-body =
    Datasæt:
    Udgave:
    Hvor (fil, række, kolonne):
    Hvad der er galt, og hvordan det kan ses:
request-data-title = Ønsk data
request-data = Skriv, hvad du vil finde ud af, og ikke kun hvilke kolonner du gerne vil have. Måske kan det besvares med en tabel, der beskytter alle.
request-data-subject = Ønske om data
request-data-body =
    Hvad jeg vil finde ud af:
    Hvad jeg vil bruge det til:
    Hvor ofte jeg har brug for det:
request-use-title = Vis, hvad du har lavet
request-use = Artikler, analyser og programmer, der bruger data, hjælper andre til at se, hvad de kan bruges til.
request-use-subject = Jeg har brugt data
request-use-body =
    Hvad jeg har lavet:
    Adresse:
    Datasæt og udgaver:
request-mail = Skriv en e-mail
request-issue = Opret en offentlig sag
request-public-note = En sag er offentlig. Skriv ikke noget om personer eller virksomheder i den.
request-secret-title = Kan jeg få de fortrolige data?
request-secret = Ikke her. Kataloget har ikke andet end det, der står på siderne.
request-dataset-error = Meld en fejl i datasættet
request-dataset-body =
    Hvor (fil, række, kolonne):
    Hvad der er galt, og hvordan det kan ses:
request-dataset-subject = Fejl i { $id }, udgave { $edition }

## Privatliv
privacy-title = Privatliv
privacy-lead = Webstedet gemmer intet i din browser, spørger ingen andre om noget og ved ikke, hvem du er.
privacy-browser-title = I din browser
privacy-browser = Ingen cookies, intet, der gemmes, ingen digitale fingeraftryk og ingen formular, der sendes nogen steder hen. Det, du søger efter og vælger, bliver i din egen browser og står højst i adressen, så du kan dele den.
privacy-others-title = Tredjeparter
privacy-others = Hver side, hvert typografiark, hvert billede og hvert script kommer fra denne adresse. Hver side har en regel (Content-Security-Policy), som får browseren til at afvise alt andet. Du kan se den øverst i sidens kildetekst.
privacy-server-title = På serveren
privacy-server = Siderne er filer uden program bag. Den server, der udleverer dem, kan føre en log med adresser og tidspunkter, som servere gør. Om den gør det, og hvor længe, ved den, der driver den. Spørg:
privacy-mail-title = Hvis du skriver til os
privacy-mail = En e-mail viser din adresse og det, du skriver. Linkene på siderne udfylder et emne og ikke andet.
privacy-data-title = I data
privacy-data = Tabellerne fra fortrolige registre er lavet, så ingen person og ingen virksomhed kan genkendes. Sådan er det gjort:

## Ordliste
glossary-title = Ordliste
glossary-lead = Ord, som siderne bruger, og hvad de betyder her.
glossary-code = Kode
glossary-code-text = Et kort tegn, der står for noget, for eksempel DK-84 for en region. Hvad det står for, findes i en kodeliste.
glossary-codelist = Kodeliste
glossary-codelist-text = Alle koder af én slags med deres navne, og hvilke af dem der hører under hvilke.
glossary-csv = CSV
glossary-csv-text = En tabel som ren tekst, én linje for hver række. Ethvert program kan læse den.
glossary-dataset = Datasæt
glossary-dataset-text = En eller flere tabeller, der hører sammen, med en beskrivelse, en licens og nogen, der svarer for dem.
glossary-edition = Udgave
glossary-edition-text = Et datasæt, som det udkom en bestemt dag. Den ændres aldrig.
glossary-licence = Licens
glossary-licence-text = Hvad du må gøre med data.
glossary-metadata = Metadata
glossary-metadata-text = Hvad der fortælles om data: titel, kolonner, periode, udgiver. Portaler og programmer læser dem.
glossary-parquet = Parquet
glossary-parquet-text = Et filformat til tabeller, som programmer til analyse læser hurtigt.
glossary-record = Post
glossary-record-text = Én indførsel i et register, for eksempel én klage. Poster udgives ikke, de tælles kun.
glossary-register = Register
glossary-register-text = Hvad en myndighed skriver ned sag for sag. De fleste registre er fortrolige.
glossary-row = Række
glossary-row-text = Én linje i en udgivet tabel. Den siger hvor mange eller hvor meget, og af hvad.
glossary-sha = SHA-256
glossary-sha-text = Et tal, der er regnet ud af alle byte i en fil. To filer med samme tal har samme indhold.
glossary-status = Status
glossary-status-text = En kolonne, der siger, hvorfor et tal mangler.
glossary-synthetic = Syntetiske data
glossary-synthetic-text = Opdigtet af et program. De ligner rigtige data og siger intet om virkeligheden.
glossary-withheld = Tilbageholdt
glossary-withheld-text = Kendt af myndigheden og udeladt, så ingen kan få noget at vide om én person eller virksomhed.

## En side for hver kode
bycode-lead = Én side for hver kode i listen »{ $list }« med det, som hvert datasæt siger om den.
bycode-page-lead = Hvad katalogets datasæt siger om { $name }, ved siden af dens gruppe og alle tilsammen.
bycode-at-least = Tallene er summer af udgivne tal. »Mindst« betyder, at nogle af delene er holdt tilbage og ikke er med i summen. Regn ikke andele ud af sådanne summer: Der holdes mest tilbage, hvor tallene er små.
bycode-by = { $measure } efter { $column }
bycode-caption = { $measure } efter { $column }, alt andet i tabellen taget under ét
bycode-whole = Alle
bycode-nothing = Tabellen kan ikke lægges sammen for én kode uden at tælle noget to gange. Se datasættets side.
bycode-no-dataset = Ingen datasæt er inddelt på denne måde.
bycode-silent-title = Andre datasæt
bycode-silent = Disse er ikke inddelt på denne måde og siger derfor intet om det:
bycode-siblings = Også i
bycode-others = Andre
sum-at-least = mindst { $n }
sum-without = { $n } af { $of } tal tilbageholdt
spread-show = Hvordan tallene fordeler sig
spread-caption = Antal rækker med tal af hver størrelse. Tilbageholdte tal er ikke med.
spread-rows = Rækker
shares-show = Hvordan rækkerne fordeler sig
shares-caption = Antal rækker med hver kode, de hyppigste først.
shares-caption-figures = Antal rækker med mindst ét tal, efter kode. Rækker, hvor alle tal er tilbageholdt, er ikke med.
shares-others = { $n ->
    [one] 1 anden kode
   *[other] { $n } andre koder
}
spread-below-zero = under 0
spread-class = fra { $from } til under { $to }
chart-title = { $measure } efter { $column }
chart-description = Søjlerne er så lange som de udgivne tal. En stiplet streg betyder, at nogle tal er holdt tilbage. Tabellen har de samme tal.
chart-open = En stiplet streg betyder, at nogle tal er holdt tilbage og ikke er talt med.
chart-table = Diagrammets tal
chart-caption = { $measure } efter { $column }, alt andet i tabellen taget under ét

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
withheld-lead = Hvorfor nogle tal mangler, hvordan du genkender dem, og hvordan du regner med dem.
withheld-why-title = Hvorfor tal holdes tilbage
withheld-why = Et lille tal kan røbe en person eller en virksomhed. Hvis en tabel siger, at der er én sag i en bestemt branche i en bestemt egn, ved naboen måske, hvem det handler om. Derfor har hvert datasæt en nedre grænse for, hvor mange der skal være bag et tal. Står én virksomhed for det meste af en mængde, kunne en konkurrent regne sig frem til dens del. Og hvor et tal er holdt tilbage, må et andet ofte blive det også, så det første ikke kan findes ved at trække fra.
withheld-zero = I nogle datasæt er det i sig selv hemmeligt, om der er noget at tælle. Der holdes også nul tilbage, og et tilbageholdt tal kan derfor være nul.
withheld-how-title = Sådan genkender du dem
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
withheld-count-4 = Brug en total eller en grovere inddeling, hvis datasættet har en. Den har færre huller; på datasættets side står, hvor meget der er holdt tilbage i hver tabel.
withheld-ask-title = Kan jeg få tallet alligevel?
withheld-ask = Nej, ikke gennem kataloget. Hvad der holdes tilbage, følger af regler, der er lagt fast på forhånd, og ikke af et skøn over det enkelte tal. Reglerne står på hvert datasæts side.

## Tilgængelighed
accessibility-title = Tilgængelighed
accessibility-lead = Hvad der er gjort, for at alle kan bruge kataloget, og hvad vi ikke ved.
accessibility-not-statement = Denne side er ikke en tilgængelighedserklæring efter loven. Den beskriver, hvordan siderne er lavet.
accessibility-done-title = Sådan er siderne lavet
accessibility-done-1 = Alt kan læses og hentes uden JavaScript. Kun søgning, valg af tema og værktøjerne til at udforske en tabel bruger det.
accessibility-done-2 = Alt kan betjenes fra tastaturet, fokus er synligt, og brede tabeller kan rulles med piletasterne.
accessibility-done-3 = Tabeller har overskrift og mærkede kolonner. Oplysninger gives aldrig med farve alene.
accessibility-done-4 = Siderne følger dit valg af lyst eller mørkt, mindre bevægelse og høj kontrast, og de kan forstørres og skrives ud.
accessibility-unknown-title = Hvad vi ikke ved
accessibility-unknown-1 = Siderne er ikke prøvet af brugere med handicap.
accessibility-unknown-2 = Filerne er data til programmer. Hvor godt Excel-filerne virker med en skærmlæser, er ikke undersøgt.
accessibility-help-title = Mangler du noget?
accessibility-help = Skriv, hvis noget ikke kan bruges, eller hvis du har brug for data på en anden måde:

## Til maskiner
api-title = API og feeds
api-lead = Alt i kataloget kan hentes af programmer: som JSON-filer på faste adresser, som feeds og i de formater, dataportaler høster.
api-json-title = JSON
api-json = Hvert svar er en fil. Der er ingen nøgle og ingen søgning i adressen: hent, og vælg bagefter.
api-stable = Adresserne under { $folder } bliver ved med at virke. Nye felter kan komme til, men ingen forsvinder eller skifter betydning, så længe der står v1 i adressen.
api-openapi = Den fulde beskrivelse (OpenAPI 3.1)
api-scroll = Adresser i API’et
api-caption = Adresser under { $folder }
api-address = Adresse
api-content = Indhold
api-example = Eksempel
api-catalogue = Kataloget med en linje for hvert datasæt
api-dataset = Et datasæt: hvad det er, på hvilket grundlag det er offentliggjort, og hvor filerne er
api-schema = Tabellerne i den nyeste udgave, kolonne for kolonne
api-editions = Udgaverne af et datasæt, nyeste først
api-edition = En udgave med størrelse og SHA-256 for hver fil
api-codelist = En kodeliste, som tabellerne bruger
api-description = Beskrivelsen af API’et
api-python-title = Eksempel i Python
api-feeds-title = Feeds
api-feeds = Et feed får en ny post, hver gang der kommer en udgave. Posten siger, hvilke tabeller der er ændret, og hvorfor, hvis der er givet en grund.
api-others-title = Andre beskrivelser af hele kataloget
api-dcat = DCAT-AP 3.0.1
api-dcat-national = DCAT-AP version 2 til nationale høstere
api-package = Data Package med de nyeste udgaver af alle tabeller
api-search = OpenSearch: søg i kataloget fra browserens adresselinje
feed-catalogue = Nye udgaver (Atom-feed)
feed-dataset = Nye udgaver af dette datasæt (Atom-feed)

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
explore-more-columns = { $n } kolonner mere
explore-whole = Kun rækker uden tilbageholdte tal
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
explore-note-whole = Rækker med tilbageholdte tal er udeladt, som du har valgt. Summer omfatter derfor kun offentliggjorte rækker.
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
