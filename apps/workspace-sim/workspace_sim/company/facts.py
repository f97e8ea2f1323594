"""The facts of one conversation: order numbers, products, dates and amounts, as its language writes them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

PRODUCTS = (
    "Picker One", "Picker Duo", "Rover R2", "Rover R3 XL", "Gripper G4", "Conveyor C1",
    "Vision Kit V3", "Controller X8", "Palletizer P6", "CoArm 5",
)  # fmt: skip
_PARTS = {
    "en": ("gripper motor", "wrist joint", "emergency stop", "power supply", "camera bracket", "drive belt", "encoder"),
    "de": ("Netzteil", "Ersatzkabel", "Greifermodul", "Bedienpanel", "Kameramodul", "Antriebsrad"),
    "fr": ("module de préhension", "bloc d'alimentation", "capteur de fin de course", "câble codeur", "module caméra"),
    "es": ("módulo de la pinza", "cable del encóder", "sensor de posición", "panel de mando", "módulo de cámara"),
    "ja": ("グリッパーモーター", "電源ユニット", "エンコーダー", "カメラブラケット", "非常停止ボタン"),
    "ar": ("محرك القابض", "وحدة الطاقة", "كابل المستشعر", "زر التوقف الطارئ"),
    "he": ("מנוע התפסן", "ספק הכוח", "כבל החיישן", "לחצן החירום"),
    "ru": ("двигатель захвата", "блок питания", "датчик положения", "кабель энкодера"),
    "zh": ("夹爪电机", "电源模块", "编码器", "相机支架", "急停按钮"),
}
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes"),
    "ja": ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس"),
    "he": ("יום שני", "יום שלישי", "יום רביעי", "יום חמישי"),
    "ru": ("понедельник", "четверг"),
    "zh": ("周一", "周二", "周三", "周四", "周五"),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "he": "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
}
MONTHS = {language: tuple(names.split()) for language, names in _MONTHS.items()}
_CITIES = {
    "en": ("Leeds", "Columbus", "Bristol", "Denver", "Rotterdam"),
    "de": ("Dortmund", "Leipzig", "Ulm", "Linz"),
    "fr": ("Lyon", "Nantes", "Lille", "Liège"),
    "es": ("Zaragoza", "Valencia", "Querétaro", "Sevilla"),
    "ja": ("名古屋", "大阪", "横浜"),
    "ar": ("دبي", "القاهرة", "الشارقة"),
    "he": ("חיפה", "נתניה", "באר שבע"),
    "ru": ("Алматы", "Костанай", "Караганда"),
    "zh": ("苏州", "宁波", "深圳"),
}
_JOBS = {
    "en": ("Robotics Software Engineer", "Field Service Technician", "Customer Success Manager", "Embedded Intern"),
    "de": ("Servicetechniker Robotik", "Softwareentwickler Steuerungstechnik", "Werkstudent Embedded"),
    "fr": ("Technicien de maintenance", "Ingénieur logiciel embarqué"),
    "es": ("Técnico de servicio", "Ingeniero de software"),
}


def day(language: str, moment: datetime) -> str:
    """A date as running text in the language writes it."""
    d, m, y = moment.day, moment.month, moment.year
    if language in ("ja", "zh"):
        return f"{m}月{d}日"
    if language == "de":
        return f"{d:02}.{m:02}.{y}"
    name = MONTHS[language][m - 1]
    if language == "en":
        return f"{name} {d}"
    return f"{d} de {name}" if language == "es" else f"{d} {name}"


def amount(language: str, country: str, cents: int) -> str:
    """Money in the customer's currency and notation."""
    units, rest = divmod(cents, 100)
    if language in ("de", "es", "fr"):
        group = "\u00a0" if language == "fr" else "."
        sign = "USD" if country == "MX" else "€"
        return f"{units:,}".replace(",", group) + f",{rest:02}\u00a0{sign}"
    if language == "ja":
        return f"{units * 150:,}円"
    sign = {"GB": "£", "US": "$", "IN": "₹", "CA": "CA$", "AU": "A$"}.get(country, "€")
    if language == "zh":
        sign = "￥"
    elif language in ("ar", "he", "ru"):
        sign = "$"
    return f"{sign}{units:,}.{rest:02}"


def make_facts(rng: Random, language: str, country: str, start: datetime) -> Mapping[str, str]:
    """Every slot a template may use, drawn once so that all mails of a conversation agree."""
    product, product2 = rng.sample(PRODUCTS, 2)
    cents = 3_900 + int(min(rng.lognormvariate(11.2, 1.1), 2_000_000.0))
    weekdays, year = _WEEKDAYS[language], start.year
    jobs = _JOBS.get(language, _JOBS["en"])
    return {
        "product": product,
        "product2": product2,
        "part": rng.choice(_PARTS[language]),
        "order": f"AR-{rng.randrange(100_000, 999_999)}",
        "invoice": f"INV-{year}-{rng.randrange(10_000, 99_999)}",
        "po": f"PO-{rng.randrange(40_000, 99_999)}",
        "serial": f"AC{rng.randrange(18, 27)}-{rng.randrange(10_000, 99_999)}",
        "tracking": f"1Z{rng.randrange(10**9, 10**10)}",
        "request_id": f"req_{rng.getrandbits(48):012x}",
        "firmware": f"{rng.randrange(3, 7)}.{rng.randrange(0, 12)}.{rng.randrange(0, 9)}",
        "error": f"E{rng.randrange(100, 899)}",
        "http": rng.choice(("401", "403")),
        "endpoint": rng.choice(("/v2/jobs", "/v2/robots", "/v2/fleet/status", "/v2/missions")),
        "amount": amount(language, country, cents),
        "amount2": amount(language, country, cents * rng.randrange(85, 96) // 100),
        "qty": str(rng.randrange(2, 13)),
        "days": str(rng.randrange(3, 6)),
        "weekday": rng.choice(weekdays),
        "date": day(language, start - timedelta(days=rng.randrange(6, 30))),
        "date2": day(language, start + timedelta(days=rng.randrange(9, 25))),
        "city": rng.choice(_CITIES[language]),
        "job": rng.choice(jobs),
    }
