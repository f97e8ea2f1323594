"""The customers the company already knows. Every address is below `.example` (RFC 2606): none can reach a person."""

from workspace_sim.company.model import Customer

# organisation: (domain, country, language, minutes east of UTC)
_ORGANIZATIONS = {
    "Harborline Logistics": ("harborline.example", "US", "en", -300),
    "Brightwater Dairy Co.": ("brightwater-dairy.example", "US", "en", -360),
    "Pinnacle Packaging": ("pinnaclepack.example", "US", "en", -480),
    "Cobham Street Labs": ("cobhamstreet.example", "GB", "en", 0),
    "Thistle & Moor Distillers": ("thistlemoor.example", "GB", "en", 0),
    "Southern Cross Automation": ("southerncross.example", "AU", "en", 600),
    "Maple Ridge School District": ("mapleridge.example", "CA", "en", -480),
    "Bengaluru Institute of Mechatronics": ("bimech.example", "IN", "en", 330),
    "Oranje Greenhouses B.V.": ("oranjekas.example", "NL", "en", 60),
    "Fjällräv Timber AB": ("fjallrav.example", "SE", "en", 60),
    "Keller Maschinenbau GmbH": ("keller-maschinenbau.example", "DE", "de", 60),
    "Nordwind Versand": ("nordwind-versand.example", "DE", "de", 60),
    "Alpenblick Molkerei": ("alpenblick.example", "AT", "de", 60),
    "Stadtwerke Brückenau": ("sw-brueckenau.example", "DE", "de", 60),
    "Atelier Moreau": ("atelier-moreau.example", "FR", "fr", 60),
    "Conserverie du Golfe": ("conserverie-golfe.example", "FR", "fr", 60),
    "Laboratoires Béranger": ("labo-beranger.example", "BE", "fr", 60),
    "Cítricos del Levante": ("citricoslevante.example", "ES", "es", 60),
    "Talleres Zamora Hnos.": ("tallereszamora.example", "ES", "es", 60),
    "Empaques del Bajío": ("empaquesbajio.example", "MX", "es", -360),
    "三河精工株式会社": ("mikawa-seiko.example", "JP", "ja", 540),
    "北浜物流株式会社": ("kitahama.example", "JP", "ja", 540),
    "شركة النور للتجهيزات": ("alnoor-equip.example", "AE", "ar", 240),
    "גלבוע מערכות": ("gilboa-systems.example", "IL", "he", 120),
    'ООО "Северный завод"': ("sevzavod.example", "KZ", "ru", 300),
    "苏州恒远自动化": ("hengyuan-auto.example", "CN", "zh", 480),
}
_FREEMAIL = "postfach.example"
_NO_ORGANIZATION = {
    "US": ("en", -300, "mailhaven.example"),
    "GB": ("en", 0, "mailhaven.example"),
    "IE": ("en", 0, "quickpost.example"),
    "IN": ("en", 330, "quickpost.example"),
    "BR": ("en", -180, "quickpost.example"),
    "DE": ("de", 60, _FREEMAIL),
    "CH": ("de", 60, _FREEMAIL),
    "FR": ("fr", 60, "courriel.example"),
    "ES": ("es", 60, "correo.example"),
    "MX": ("es", -360, "correo.example"),
    "JP": ("ja", 540, "yubin.example"),
    "EG": ("ar", 120, "barid.example"),
    "IL": ("he", 120, "doar.example"),
    "KZ": ("ru", 300, "pochta.example"),
    "CN": ("zh", 480, "youxiang.example"),
}
# organisation or country | given name | family name | local part | mail client | job title
_KNOWN = """
Harborline Logistics|Denise|Calloway|dcalloway|outlook|Warehouse Operations Manager
Harborline Logistics|Marcus|Ellery|mellery|outlook|Purchasing
Harborline Logistics|Tanya|Brooks|tbrooks|iphone|Shift Lead
Brightwater Dairy Co.|Helen|Sorensen|helen|gmail|Plant Manager
Brightwater Dairy Co.|Luis|Ortega|luis|gmail|Maintenance Technician
Pinnacle Packaging|Grace|Kim|grace.kim|outlook-mobile|Director of Operations
Pinnacle Packaging|Aaron|Whitfield|aaron.whitfield|outlook|Accounts Payable
Cobham Street Labs|Imogen|Hartley|imogen|apple-mail|Research Engineer
Cobham Street Labs|Rajiv|Menon|rajiv|gmail|Software Engineer
Thistle & Moor Distillers|Fergus|MacLeod|fergus|outlook|Production Manager
Thistle & Moor Distillers|Ailsa|Drummond|accounts|outlook|Accounts
Southern Cross Automation|Bronwyn|Tait|btait|thunderbird|Integration Engineer
Southern Cross Automation|Nikhil|Verma|nverma|outlook|Project Manager
Maple Ridge School District|Joanne|Petit|jpetit|gmail|STEM Coordinator
Bengaluru Institute of Mechatronics|Ananya|Krishnan|ananya.k|gmail|Assistant Professor
Bengaluru Institute of Mechatronics|Suresh|Pillai|suresh.p|thunderbird-plain|Lab Superintendent
Oranje Greenhouses B.V.|Sanne|de Wit|s.dewit|outlook|Automation Engineer
Oranje Greenhouses B.V.|Bram|Hoekstra|b.hoekstra|outlook|Procurement
Fjällräv Timber AB|Åsa|Bergström|asa.bergstrom|apple-mail|Production Planner
Fjällräv Timber AB|Nils|Öberg|nils.oberg|outlook|Maintenance
Keller Maschinenbau GmbH|Katrin|Schäfer|k.schaefer|outlook|Leiterin Einkauf
Keller Maschinenbau GmbH|Jürgen|Böhm|j.boehm|outlook|Instandhaltung
Keller Maschinenbau GmbH|Murat|Yıldız|m.yildiz|thunderbird|Automatisierungstechnik
Nordwind Versand|Svenja|Petersen|petersen|legacy|Logistik
Nordwind Versand|Hauke|Jessen|jessen|outlook-mobile|Geschäftsführung
Alpenblick Molkerei|Florian|Gruber|florian.gruber|gmail|Betriebsleiter
Stadtwerke Brückenau|Ulrike|Nägele|u.naegele|outlook|Beschaffung
Atelier Moreau|Élodie|Moreau|elodie|apple-mail|Gérante
Atelier Moreau|Hugo|Lemaître|hugo|gmail|Technicien
Conserverie du Golfe|Yann|Le Goff|y.legoff|outlook|Responsable maintenance
Conserverie du Golfe|Solène|Kervadec|comptabilite|legacy|Comptabilité
Laboratoires Béranger|Benoît|Dewaele|b.dewaele|thunderbird|Ingénieur
Cítricos del Levante|Nuria|Ferrer|nferrer|outlook|Compras
Cítricos del Levante|Joan|Peiró|jpeiro|gmail|Mantenimiento
Talleres Zamora Hnos.|Íñigo|Zamora|inigo|yahoo|Gerente
Empaques del Bajío|Ximena|Cárdenas|xcardenas|gmail|Ingeniería de planta
Empaques del Bajío|Raúl|Ibáñez|ribanez|outlook|Cuentas por pagar
三河精工株式会社|健一|佐藤|k.sato|legacy|生産技術部
三河精工株式会社|美咲|鈴木|m.suzuki|outlook|購買課
北浜物流株式会社|拓也|高橋|takahashi|thunderbird|システム課
شركة النور للتجهيزات|خالد|المنصوري|k.almansoori|outlook|مدير العمليات
شركة النور للتجهيزات|ليلى|حداد|l.haddad|gmail|المشتريات
גלבוע מערכות|נועה|לוי|noa.levi|gmail|מהנדסת מערכות
גלבוע מערכות|אבי|כהן|avi.cohen|outlook|רכש
ООО "Северный завод"|Алексей|Воронов|voronov|legacy|Главный механик
ООО "Северный завод"|Ольга|Тимошенко|o.timoshenko|outlook|Отдел снабжения
苏州恒远自动化|建国|李|lijianguo|legacy|设备部
苏州恒远自动化|晓梅|陈|chenxm|outlook|采购部
US|Trevor|Haines|trevor.haines84|gmail|
US|Latoya|Simmons|lsimmons|iphone|
US|Carla|Mendez|carlamendez|yahoo|
US|Walter|Brandt|wbrandt1951|yahoo|
GB|Eleanor|Pryce|ellie.pryce|iphone|
GB|Dev|Chaudhary|dev.chaudhary|gmail|
IE|Ciarán|Byrne|cbyrne|samsung|
IN|Farhan|Sheikh|farhan.sheikh|gmail|
BR|Beatriz|Nogueira|bia.nogueira|gmail|
DE|Petra|Lorenz|petra.lorenz|thunderbird|
DE|Kevin|Hofmann|kevinhofmann|samsung|
CH|Reto|Ammann|reto.ammann|apple-mail|
FR|Camille|Rousseau|camille.rousseau|gmail|
FR|Gérard|Besson|g.besson|thunderbird-plain|
ES|Marta|Salgado|marta.salgado|iphone|
MX|Diego|Quintero|dquintero|gmail|
JP|彩花|小林|ayaka.k|iphone|
EG|مريم|عبد الله|mariam.abdallah|gmail|
IL|יונתן|ברק|yonatan.barak|iphone|
KZ|Динара|Ахметова|dinara|gmail|
CN|伟|王|wangwei88|gmail|
"""


def full_name(given: str, family: str, language: str) -> str:
    """Family name first where the language does so."""
    if language == "ja":
        return f"{family} {given}"
    if language == "zh":
        return family + given
    return f"{given} {family}"


def _customer(line: str) -> Customer:
    where, given, family, local, client, title = line.split("|")
    if where in _ORGANIZATIONS:
        domain, country, language, offset = _ORGANIZATIONS[where]
        organization = where
    else:
        language, offset, domain = _NO_ORGANIZATION[where]
        country, organization = where, ""
    name = full_name(given, family, language)
    return Customer(f"{local}@{domain}", name, given, family, organization, country, language, client, offset, title)


CUSTOMERS = tuple(_customer(line) for line in _KNOWN.strip().splitlines())
