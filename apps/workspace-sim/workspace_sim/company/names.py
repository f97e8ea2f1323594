"""Invents further customers: names, organisations and mail clients by country, without end."""

from random import Random

from workspace_sim.company.customers import full_name
from workspace_sim.company.model import Customer

# country: (language, minutes east of UTC, given names, family names); "native=latin" where the script differs
_COUNTRIES: dict[str, tuple[str, int, str, str]] = {
    "US": (
        "en",
        -300,
        "Abigail Brandon Cheryl Darnell Emily Felicia Gordon Hannah Isaac Jasmine Kyle Lorraine Monique Nathan Olivia "
        "Patrick Quentin Rebecca Steven Tamika Victor Wendy Alejandra Mei Samir",
        "Adams Bennett Carter Dominguez Edwards Foster Grant Hughes Iverson Jenkins Kowalski Lawson Mitchell Nguyen "
        "Osborne Patterson Ramirez Stewart Tran Underwood Vance Walsh Young Zimmerman",
    ),
    "GB": (
        "en",
        0,
        "Alistair Bethan Callum Daisy Edmund Freya Gareth Harriet Imran Jack Kirsty Lewis Megan Nasreen Oliver Poppy "
        "Rhys Sanjay Tamsin Victoria",
        "Ashworth Barlow Chowdhury Davies Eccleston Fairbairn Gill Hargreaves Jones Kaur Lovell Marsh Norris Okonkwo "
        "Pemberton Rowley Shah Thornton Wainwright Yates",
    ),
    "IN": (
        "en",
        330,
        "Aditi Arjun Bhavna Chetan Deepika Gaurav Ishaan Kavita Lakshmi Manoj Neha Pooja Rahul Sneha Vikram",
        "Agarwal Bose Chauhan Desai Ghosh Iyer Joshi Kulkarni Mehta Nair Patel Rao Sharma Srinivasan Trivedi",
    ),
    "SE": (
        "en",
        60,
        "Anders Birgitta Ebba Fredrik Göran Hedda Ingrid Kjell Linnéa Mårten Sigrid Tove",
        "Andersson Björk Dahl Ek Forsberg Hägg Isaksson Lindholm Nyström Sjögren Wallin Åkesson",
    ),
    "PL": (
        "en",
        60,
        "Agnieszka Bartosz Dorota Grzegorz Joanna Krzysztof Łukasz Małgorzata Paweł Zofia",
        "Adamczyk Dąbrowski Górska Jabłoński Kamiński Lis Nowak Sikora Wójcik Zając",
    ),
    "DE": (
        "de",
        60,
        "Anja Bernd Christina Dirk Elke Frank Gisela Holger Ines Jörg Karin Lars Martina Norbert Petra Ralf Sabine "
        "Thorsten Ute Volker Aylin Can",
        "Arnold Becker Claußen Dietrich Engel Fuchs Günther Hoffmann Jäger Krüger Lehmann Möller Neumann Otto Peters "
        "Richter Schröder Thomas Ullrich Vogel Weiß Zimmermann Demir Kaya",
    ),
    "FR": (
        "fr",
        60,
        "Adèle Baptiste Chloé Damien Estelle François Gaëlle Hélène Inès Jérôme Karim Loïc Manon Nadia Olivier Pauline "
        "Quentin Rémi Stéphanie Thibault",
        "Aubert Bonnet Carpentier Delorme Estève Faure Gauthier Humbert Jacquet Lambert Mercier Noël Perrin Renaud "
        "Schmitt Texier Vasseur Benali",
    ),
    "ES": (
        "es",
        60,
        "Alba Andrés Begoña Carlos Elena Fermín Gonzalo Inés Javier Lucía Manuel Noelia Óscar Pilar Rocío Sergio",
        "Aguilar Blanco Castaño Delgado Espinosa Fuentes Gil Hidalgo Ibarra Lozano Muñoz Núñez Ortiz Peña Rubio Vega",
    ),
    "MX": (
        "es",
        -360,
        "Alejandro Brenda Cecilia Eduardo Fernanda Guadalupe Héctor Itzel Jorge Leticia Mariana Rodrigo",
        "Aguirre Barragán Cervantes Escobedo Gallegos Huerta Juárez Macías Olvera Rentería Solís Villarreal",
    ),
    "JP": (
        "ja",
        540,
        "翔太=shota 陽子=yoko 大輔=daisuke 由美=yumi 直樹=naoki 恵子=keiko 和也=kazuya 真由=mayu 誠=makoto "
        "千尋=chihiro",
        "田中=tanaka 伊藤=ito 渡辺=watanabe 山本=yamamoto 中村=nakamura 加藤=kato 吉田=yoshida 山田=yamada "
        "松本=matsumoto",
    ),
    "EG": (
        "ar",
        120,
        "أحمد=ahmed فاطمة=fatima محمود=mahmoud سارة=sara يوسف=youssef هدى=huda عمر=omar رنا=rana حسن=hassan دينا=dina",
        "السيد=elsayed منصور=mansour فاروق=farouk شاهين=shaheen سالم=salem نجيب=naguib زيدان=zidan عثمان=osman",
    ),
    "IL": (
        "he",
        120,
        "דוד=david שירה=shira איתי=itay תמר=tamar עומר=omer יעל=yael גיא=guy רונית=ronit",
        "מזרחי=mizrahi פרץ=peretz ביטון=biton פרידמן=friedman שפירא=shapira אזולאי=azoulay גולן=golan",
    ),
    "KZ": (
        "ru",
        300,
        "Андрей=andrey Елена=elena Ирина=irina Сергей=sergey Наталья=natalya Павел=pavel Айгуль=aigul Тимур=timur",
        "Романенко=romanenko Шевчук=shevchuk Ким=kim Абдуллаев=abdullaev Черных=chernykh Дурново=durnovo Седых=sedykh",
    ),
    "CN": (
        "zh",
        480,
        "芳=fang 军=jun 丽娜=lina 志强=zhiqiang 敏=min 海燕=haiyan 俊杰=junjie 婷婷=tingting",
        "张=zhang 刘=liu 杨=yang 赵=zhao 黄=huang 周=zhou 吴=wu 徐=xu",
    ),
}
_WEIGHTS = {
    "US": 26, "GB": 14, "IN": 8, "SE": 4, "PL": 4, "DE": 13, "FR": 8, "ES": 5,
    "MX": 4, "JP": 5, "EG": 3, "IL": 2, "KZ": 2, "CN": 2,
}  # fmt: skip
_COUNTRY_KEYS, _COUNTRY_WEIGHTS = tuple(_WEIGHTS), tuple(_WEIGHTS.values())
_FREEMAIL = {
    "de": ("postfach.example", "webpost.example"),
    "fr": ("courriel.example", "boitemail.example"),
    "es": ("correo.example", "buzon.example"),
    "ja": ("yubin.example",),
    "ar": ("barid.example",),
    "he": ("doar.example",),
    "ru": ("pochta.example",),
    "zh": ("youxiang.example",),
}
_FIRMS = {
    "en": ("Robotics", "Automation", "Foods", "Manufacturing", "Logistics", "Engineering", "Plastics", "Systems"),
    "de": ("Maschinenbau GmbH", "Automation GmbH", "Logistik KG", "Feinmechanik", "Verpackungen GmbH"),
    "fr": ("Industries", "Automatismes", "Logistique", "Mécanique SARL", "et Fils"),
    "es": ("Automatización S.L.", "Alimentos", "Logística", "Ingeniería", "Hermanos S.A."),
}
_TITLES = {
    "en": ("Operations", "Maintenance Engineer", "Purchasing", "Plant Manager", "Controls Engineer", "Office Manager"),
    "de": ("Einkauf", "Instandhaltung", "Produktionsleitung", "Technik", "Verwaltung"),
    "fr": ("Achats", "Maintenance", "Responsable production", "Bureau d'études"),
    "es": ("Compras", "Mantenimiento", "Jefatura de planta", "Ingeniería"),
}
_CLIENTS = {
    "gmail": 26, "outlook": 24, "iphone": 12, "outlook-mobile": 6, "apple-mail": 7,
    "thunderbird": 6, "thunderbird-plain": 3, "yahoo": 5, "samsung": 4, "legacy": 7,
}  # fmt: skip
_CLIENT_KEYS, _CLIENT_WEIGHTS = tuple(_CLIENTS), tuple(_CLIENTS.values())
_FOLD = str.maketrans(
    "áàâäãåąćçčďéèêëęíìîïłñńňóòôöõřśšťúùûüýźżžÅÁÄÉÍÓÖÚÜŁ", "aaaaaaacccdeeeeeiiiilnnnooooorsstuuuuyzzzAAAEIOOUUL"
)


def latin(word: str) -> str:
    """`word` as people spell it in an address: lower-case ASCII."""
    folded = word.replace("ß", "ss").replace("ı", "i").translate(_FOLD).lower()
    return "".join(c for c in folded if c.isascii() and (c.isalnum() or c in ".-"))


def _pick_name(rng: Random, pool: str) -> tuple[str, str]:
    native, _, roman = rng.choice(pool.split()).partition("=")
    return native, roman or latin(native)


def _local_part(rng: Random, given: str, family: str, *, private: bool) -> str:
    style = rng.randrange(5)
    plain = (
        f"{given}.{family}",
        f"{given[0]}.{family}",
        f"{given}{family}",
        f"{given[0]}{family}",
        f"{family}.{given}",
    )
    return plain[style] + (str(rng.randrange(60, 100)) if private and rng.random() < 0.5 else "")


def invent_customer(rng: Random) -> Customer:
    """A new person of a random country, privately or for a small firm."""
    country = rng.choices(_COUNTRY_KEYS, _COUNTRY_WEIGHTS)[0]
    language, offset, given_pool, family_pool = _COUNTRIES[country]
    given, given_latin = _pick_name(rng, given_pool)
    family, family_latin = _pick_name(rng, family_pool)
    private = language not in _FIRMS or rng.random() < 0.45
    local = _local_part(rng, given_latin, family_latin, private=private)
    if private:
        domain = rng.choice(_FREEMAIL.get(language, ("mailhaven.example", "quickpost.example", "inboxly.example")))
        organization, title = "", ""
    else:
        owner, owner_latin = _pick_name(rng, family_pool)
        firm = rng.choice(_FIRMS[language])
        organization, title = f"{owner} {firm}", rng.choice(_TITLES[language])
        domain = f"{owner_latin}-{latin(firm.split()[0])}.example"
    client = rng.choices(_CLIENT_KEYS, _CLIENT_WEIGHTS)[0]
    name = full_name(given, family, language)
    return Customer(f"{local}@{domain}", name, given, family, organization, country, language, client, offset, title)


def invent_colleague(rng: Random, customer: Customer) -> Customer:
    """Another person at the customer's organisation."""
    pools = _COUNTRIES.get(customer.country)
    if pools is None:
        pools = next(entry for entry in _COUNTRIES.values() if entry[0] == customer.language)
    given, given_latin = _pick_name(rng, pools[2])
    family, family_latin = _pick_name(rng, pools[3])
    title = rng.choice(_TITLES[customer.language]) if customer.language in _TITLES else ""
    return Customer(
        f"{given_latin}.{family_latin}@{customer.domain}",
        full_name(given, family, customer.language),
        given,
        family,
        customer.organization,
        customer.country,
        customer.language,
        rng.choices(_CLIENT_KEYS, _CLIENT_WEIGHTS)[0],
        customer.utc_offset,
        title,
    )
