"""What people write to ask, to thank, to introduce, in the commonest languages.

Every rule meets text in lower case, and names the words without which it finds
nothing. No word begins or ends with a blank, since what stands between words may
be a line break.
"""
# ruff: noqa: RUF001 - what people type in their languages

from __future__ import annotations

from ._text_spot import Rule, Rules, inside, opening, whole

THANKS = Rules(
    opening("thank", r"(?:s|\s+you)\b"),
    opening("cheers for", r"\b"),
    Rule(
        ("appreciate",),
        r"\b(?:(?:much|really|so)\s+appreciated|"
        r"i\s+(?:really\s+|so\s+|much\s+)?appreciate)\b",
    ),
    *whole("thx thanx tnx grateful"),
    *whole("dank danke dankeschön dankjewel bedankt"),
    *whole("merci remercie mersi"),
    *whole("gracias agradezco agradecido agradecida agradecidos agradecidas"),
    *whole("obrigado obrigada obrigados obrigadas brigado brigada agradeço"),
    *whole("obg valeu vlw"),
    *whole("grazie ringrazio"),
    *whole("dzięki dziękuję dziękujemy dzięks dzieki dziekuje"),
    *whole("спасибо спасибки спс благодарю благодарен благодарна"),
    *inside("谢谢 感谢 多谢 谢啦 谢了 謝謝 感謝 多謝 ありがと サンキュー 고맙 감사합"),
)

# thanks for what has not been given yet, where one of IN_ADVANCE stands
IN_ADVANCE = frozenset((
    "advance", "adelantado", "antemano", "avance", "voraus", "vorab", "anticipo",
    "antecipadamente",
))  # fmt: skip
_IN_ADVANCE = (
    r"\s+(?:in\s+advance|por\s+adelantado|de\s+antemano|d['’]avance|par\s+avance|"
    r"im\s+voraus|vorab|in\s+anticipo|antecipadamente)"
)
THANKS_IN_ADVANCE = Rules(
    opening("thank", rf"(?:s|\s+you){_IN_ADVANCE}"),
    *(opening(thanks, _IN_ADVANCE) for thanks in ("thx", "gracias", "merci", "danke")),
    opening("vielen", rf"\s+dank{_IN_ADVANCE}"),
    opening("grazie", _IN_ADVANCE),
    opening("obrigad", rf"[oa]{_IN_ADVANCE}"),
)
NO_THANKS = Rules(
    opening("nein", r"\s+danke\b"),
    Rule(("thank",), r"\bno,?\s+thank(?:s|\s+you)\b"),
)

INTRODUCES = Rules(
    opening("introduc", r"(?:e|ing)\s+(?:you|the\s+two|both|each)"),
    Rule(
        ("introduce",),
        r"\b(?:like|wanted|want|pleased|happy)\s+to\s+introduce\s+(?!my)",
    ),
    opening("connect", r"(?:ing)?\s+(?:you\s+(?:two|both|with)|the\s+two)"),
    Rule(
        ("vorstellen",),
        r"\b(?:darf|möchte|will)\s+(?:ich\s+)?(?:euch|ihnen|dir|sie)\b.{1,60}"
        r"\bvorstellen",
    ),
    opening("stelle", r"\s+(?:euch|dir|ihnen)\b.{1,60}\bvor\b"),
    Rule(
        ("presento",),
        r"\b(?:(?:te|os|le|les|[tv]i)\s+presento|(?:te|lhe|vos)\s+apresento)",
    ),
    Rule(
        ("presentar",),
        r"\bpresentar(?:te|os|les|ti|vi)\s+(?:a\b|il|la|un)|"
        r"\b(?:te|lhe|vos)\s+apresentar\b",
    ),
    Rule(("présente",), r"\b(?:te|vous)\s+présente"),
    opening("mets", r"\s+en\s+(?:contact|relation)"),
    opening("stel", r"\s+(?:ik\s+)?(?:je|jullie|u)\b.{1,40}\bvoor\b"),
    opening("poznajcie", r"\s+się"),
    opening("przedstawiam", r"\s+(?:ci|wam|państwu)"),
    *inside("знакомьтесь"),
    Rule(("познакомить",), r"хочу\s+(?:вас\s+)?познакомить"),
    Rule(
        ("介绍", "介紹"),
        r"(?:给|向|跟|為|为)(?:你|您|大家)们?.{0,6}介[绍紹]|"
        r"介[绍紹]你们?(?:俩|两|认识)",
    ),
    Rule(("紹介",), r"(?<!自己)ご?紹介(?:します|いたします|させて|するね)"),
)

_GIVE = "envía envia envíe envie manda mánda mande mánde pasa pása pase páse"
# asks for an answer without a question mark
REQUESTS = Rules(
    opening(
        "let me know",
        r"\b(?:(?!,?\s+(?:if|should)\s+(?:you|there|anything|i|we)\b)|"
        r" (?:if|whether) you(?: can| could| will|['’]ll| are|['’]re)\b)",
    ),
    opening(
        "please",
        r"\s+(?:\w+ly\s+)?(?:send|share|forward|bring|return|confirm|sign|give|"
        r"show|lend|pass)\s+(?!you\b)",
    ),
    Rule(("tell me",), r"\b(?:please|could you|can you|do)\s+tell me\b"),
    Rule(
        ("wondering",),
        r"\bi(?:\s+was|\s+am|\s?['’]m)\s+(?:just\s+)?wondering\s+"
        r"(?:if|whether|when|what|how)",
    ),
    Rule(
        ("to hear",),
        r"\b(?:glad|happy|love) to hear (?:your|what|whether|if|when)\b",
    ),
    opening("schick", r"(?:e|en sie|t)? (?:mir|uns)\b"),
    opening("bitte schick"),
    Rule(
        ("bescheid",),
        r"\b(?:sag|gib|geben sie|sagen sie)(?:t|e)?\s+mir\s+(?:bitte\s+|kurz\s+)*"
        r"bescheid",
    ),
    opening("teile", r"n?(?: sie)? mir (?:bitte )?mit\b"),
    Rule(
        ("-moi",),
        r"\b(?:envoie|envoyez|transmets|transmettez|donne|donnez|dites|dis)-moi\b",
    ),
    opening("merci de m", r"(?:['’]envoyer|e (?:dire|faire savoir))\b"),
    *whole(" ".join(f"{give}me {give}nos" for give in _GIVE.split())),
    *whole("dime dígame avísame avíseme"),
    *whole("mandami mandaci inviami inviaci"),
    Rule(
        ("sapere",),
        r"\b(?:fammi|fatemi|mi faccia) sapere\b(?! se (?:hai|ha|avete) bisogno)",
    ),
    Rule(
        ("-me", "-nos"),
        r"\b(?:(?:envia|envie|manda|mande|passa)-(?:me|nos)|"
        r"(?:diga|diz|avisa)-me)\b",
    ),
    opening("me diga", r"\b"),
    opening("stuur", r" (?:me|mij|ons)\b"),
    Rule(("me weten",), r"\blaat (?:het )?me weten\b(?! als je)"),
    Rule(("ślij",), r"\b(?:wy|prze|przy)ślij(?:cie)? (?:mi|nam)\b"),
    Rule(("znać",), r"\bda(?:j|ć|jcie) (?:mi )?znać\b(?! gdyby)"),
    opening("пришли", r"(?:те)? (?:мне|нам)\b"),
    opening("дай", r"(?:те)? знать"),
    *whole("сообщите подскажите"),
)

_ANSWERING = r" (?:reply|respond|answer|write back|get back)"
_WANTED = r" (?:is )?(?:needed|necessary|required|expected)"
_CONTESTING = (
    r" (?:que (?:me )?(?:respondas|contestes|responda|conteste)|responder|contestar)"
)
# what is asked there wants no answer
NO_NEED = Rules(
    opening("no need to", _ANSWERING),
    opening("no reason to", _ANSWERING),
    opening("no reply", _WANTED),
    opening("no response", _WANTED),
    opening("no answer", _WANTED),
    Rule(
        ("to reply", "to respond", "to answer"),
        r"\b(?:don['’]t|do not) (?:need|have|bother) to (?:reply|respond|answer)",
    ),
    Rule(
        ("fyi", "for your information"),
        r"(?m:^)[^\S\n]*(?:just )?(?:fyi|for your information)\b",
    ),
    opening("brauchst", r" (?:mir )?nicht zu antworten"),
    opening("keine antwort", r" (?:nötig|notwendig|erforder)"),
    opening("müssen", r" (?:mir )?nicht (?:zu )?antworten"),
    Rule(("zur info",), r"(?m:^)[^\S\n]*(?:nur )?zur info\b"),
    Rule(("répondre",), r"\b(?:(?:pas|aucun) besoin|inutile) de (?:me )?répondre"),
    opening("no hace falta", _CONTESTING),
    opening("no es necesario", _CONTESTING),
    Rule(
        ("rispondere",),
        r"\bnon (?:c['’]è bisogno|serve|occorre|è necessario) (?:di )?rispondere",
    ),
    opening("não", r" (?:precisa[s]?|é preciso|é necessário) (?:de )?responder"),
    opening("hoef", r"t? niet te (?:antwoorden|reageren)"),
    opening("antwoord is niet nodig"),
    opening("nie", r" (?:musisz|trzeba|musi pan|musi pani) odpowiadać"),
    opening("можно не отвечать"),
    opening("отвечать не", r" (?:нужно|надо|обязательно)"),
    *inside("不用回"),
)

# asked of everybody, answered by nobody; met where a question ends
PLEASANTRY = (
    r"\b(?:how\s+are\s+you(?:\s+doing)?|how['’]?s\s+(?:it\s+going|life)|"
    r"wie\s+geht['’]?s|wie\s+geht\s+es\s+(?:dir|ihnen|euch)|cómo\s+estás|ça\s+va|"
    r"come\s+(?:stai|sta|va)|como\s+(?:vai|está|estás|vão)|tudo\s+bem|"
    r"hoe\s+gaat\s+het(?:\s+met\s+(?:je|jou|u))?|alles\s+(?:gut|goed|klar)|"
    r"qué\s+tal|cómo\s+(?:está|va|andas)|comment\s+(?:ça\s+va|vas-tu|allez-vous)|"
    r"what['’]?s\s+up|jak\s+się\s+masz|co\s+(?:tam|słychać)|как\s+(?:дела|ты|жизнь))"
    r"\s*\Z|(?:お?元気ですか|你好吗|你好嗎|最近怎么样|最近好吗)\s*\Z"
)
# what each of them ends in: looked at first
PLEASANT_ENDS = (
    "you", "doing", "going", "life", "t's", "t’s", "ts", "dir", "ihnen", "euch",
    "estás", "va", "stai", "sta", "vai", "está", "vão", "bem", "het", "je", "jou", "u",
    "gut", "goed", "klar", "tal", "andas", "vas-tu", "allez-vous", "up", "masz", "tam",
    "słychać", "дела", "ты", "жизнь", "元気ですか", "你好吗", "你好嗎", "最近怎么样",
    "最近好吗",
)  # fmt: skip
# a question by its words alone
EAST_ASIAN_QUESTION = Rule(
    (
        "ですか", "ますか", "ませんか", "でしょうか", "吗", "嗎", "呢", "까요",
        "告诉我", "告訴我", "教えて", "お知らせください",
    ),
    r"(?:ですか|ますか|ませんか|でしょうか|吗|嗎|呢)(?:[。\s]|\Z)|까요(?:[.\s]|\Z)|"
    r"(?:请|請)?告[诉訴]我|教えて(?:ください|下さい|もらえ|くれ)|お知らせください",
)  # fmt: skip
