"""What people call the columns of their tables, in their languages.

Headings are compared folded (without case, space, accents and punctuation), and
again without the words that only tell which of several it is: work, home, 2.
"""
# ruff: noqa: RUF001 - what people write in their languages

from __future__ import annotations

import re

from ._table import fold

_WORDS = {
    "name": "name, full name, fullname, display name, contact name, person, "
    "nom complet, vollständiger name, anzeigename, nombre completo, nome completo, "
    "volledige naam, naam, imię i nazwisko, jméno a příjmení, fullständigt namn, namn, "
    "navn, fulde navn, nimi, ad soyad, фио, полное имя, повне ім'я, 姓名, "
    "名前, 氏名, 이름, 성명",
    "given_name": "first name, given name, forename, first, prénom, vorname, "
    "nombre, primeiro nome, nome próprio, nome, voornaam, imię, jméno, förnamn, "
    "fornavn, etunimi, ad, adı, имя, ім'я, 名, 名字",
    "middle_name": "middle name, middle, additional name, second name, "
    "deuxième prénom, weitere vornamen, zweiter vorname, segundo nombre, "
    "secondo nome, tweede naam, drugie imię, отчество, по батькові",
    "family_name": "last name, family name, surname, last, nom, nom de famille, "
    "nachname, familienname, apellido, apellidos, sobrenome, apelido, cognome, "
    "achternaam, nazwisko, příjmení, efternamn, etternavn, efternavn, sukunimi, "
    "soyad, soyadı, фамилия, прізвище, 姓, 성",
    "prefix": "prefix, name prefix, salutation, honorific, anrede, titel, civilité, "
    "tratamiento, tratamento, aanhef, обращение, 敬称",
    "suffix": "suffix, name suffix, namenssuffix, suffixe, sufijo, sufixo, suffisso, "
    "achtervoegsel",
    "nickname": "nickname, nick, alias, spitzname, surnom, apodo, alcunha, "
    "soprannome, bijnaam, pseudonim, přezdívka, smeknamn, kallenavn, kaldenavn, "
    "псевдоним, 昵称, ニックネーム, 별명",
    "phonetic_name": "phonetic name, yomi, furigana, ふりがな, フリガナ, よみがな, "
    "pinyin, 拼音",
    "email": "email, e-mail, mail, email address, e-mail address, mail address, "
    "emails, adresse e-mail, adresse de messagerie, courriel, mél, e-mail-adresse, "
    "mailadresse, correo, correo electrónico, dirección de correo electrónico, "
    "correio eletrónico, correio eletrônico, endereço de e-mail, indirizzo e-mail, "
    "posta elettronica, e-mailadres, adres e-mail, e-mailová adresa, e-postadress, "
    "e-post, epost, e-postadresse, sähköposti, sähköpostiosoite, e-posta, "
    "e-posta adresi, почта, электронная почта, адрес эл почты, пошта, "
    "електронна пошта, 邮箱, 电子邮件, 電子郵件, メール, "
    "メールアドレス, 이메일, 전자메일",
    "phone": "phone, telephone, tel, phone number, telephone number, phones, "
    "mobile, mobile number, mobile phone, cell, cell phone, cellphone, cell number, "
    "téléphone, téléphone mobile, portable, numéro de téléphone, telefon, "
    "telefonnummer, mobiltelefon, mobilnummer, handy, handynummer, rufnummer, "
    "teléfono, teléfono móvil, móvil, celular, telefone, telemóvel, telefono, "
    "cellulare, telefono cellulare, telefoon, telefoonnummer, mobiel, "
    "numer telefonu, komórka, mobil, puhelin, puhelinnumero, matkapuhelin, "
    "cep telefonu, телефон, номер телефона, мобильный, мобильный телефон, "
    "мобільний, 电话, 電話, 電話番号, 手机, 手機, 携帯, 携帯電話, 전화, 전화번호, "
    "휴대폰, 휴대전화, work number, pager, pager number",
    "url": "url, website, web page, webpage, homepage, web, site, profile, "
    "profile url, linkedin, linkedin url, linkedin profile, "
    "site web, webseite, internetseite, "
    "página web, sitio web, sito web, strona www, сайт, 网站, ウェブサイト, 웹사이트",
    "handle": "im, messenger, screen name, chat, telegram, skype, signal, whatsapp",
    "organisation": "company, organisation, organization, employer, firm, "
    "company name, organization name, société, entreprise, organisme, firma, "
    "unternehmen, arbeitgeber, empresa, compañía, organización, organização, "
    "azienda, società, organizzazione, bedrijf, organisatie, spółka, společnost, "
    "företag, arbetsgivare, bedrift, virksomhed, yritys, şirket, компания, "
    "организация, место работы, компанія, організація, 公司, 单位, 会社, 会社名, 회사",
    "department": "department, service, abteilung, departamento, dipartimento, "
    "reparto, afdeling, dział, oddělení, avdelning, avdeling, osasto, departman, "
    "отдел, відділ, 部门, 部署, 부서",
    "title": "job title, position, role, job, occupation, profession, headline, "
    "funktion, fonction, poste, profession, titre, beruf, "
    "berufsbezeichnung, stellung, cargo, "
    "puesto, ocupación, função, posizione, qualifica, mansione, functie, "
    "functietitel, stanowisko, pozice, funkce, befattning, yrke, stilling, titteli, "
    "unvan, должность, посада, 职位, 職稱, 役職, 직책, 직위",
    "address": "address, postal address, mailing address, adresse, adresse postale, "
    "anschrift, dirección, endereço, morada, indirizzo, adres, adresa, adress, "
    "osoite, адрес, адреса, 地址, 住所, 주소",
    "street": "street, street address, address line, rue, straße, strasse, calle, "
    "rua, straat, ulica, ulice, gata, gatuadress, gate, katu, sokak, улица, "
    "вулиця",
    "city": "city, town, locality, ville, ort, stadt, ciudad, localidad, cidade, "
    "localidade, città, località, stad, plaats, woonplaats, miasto, město, by, "
    "kaupunki, şehir, il, город, місто, 城市, 市区町村, 도시",
    "region": "state, region, province, county, bundesland, kanton, provincia, "
    "estado, distrito, région, regione, provincie, województwo, län, fylke, "
    "область, 省, 都道府県",
    "postal_code": "zip, zip code, zipcode, postal code, postcode, plz, "
    "postleitzahl, code postal, código postal, cep, cap, kod pocztowy, psč, "
    "postnummer, postinumero, posta kodu, индекс, почтовый индекс, 邮编, 郵便番号",
    "country": "country, country region, pays, land, país, paese, kraj, stát, "
    "land region, pays région, país región, "
    "maa, ülke, страна, країна, 国家, 国, 국가",
    "birthday": "birthday, birth date, birthdate, date of birth, dob, birth day, "
    "anniversaire, date de naissance, geburtstag, geburtsdatum, cumpleaños, "
    "fecha de nacimiento, aniversário, data de nascimento, compleanno, "
    "data di nascita, verjaardag, geboortedatum, urodziny, data urodzenia, "
    "narozeniny, datum narození, födelsedag, fødselsdag, fødselsdato, syntymäpäivä, "
    "doğum günü, doğum tarihi, день рождения, дата рождения, день народження, "
    "生日, 出生日期, 誕生日, 생일",
    "birth_year": "birth year",
    "birth_month": "birth month",
    "anniversary": "anniversary, wedding anniversary, jahrestag, hochzeitstag, "
    "anniversaire de mariage, aniversario de boda, anniversario, trouwdag, rocznica, "
    "bröllopsdag, годовщина, 纪念日, 記念日",
    "group": "group, groups, category, categories, label, labels, tag, tags, "
    "catégorie, catégories, kategorie, kategorien, gruppe, gruppen, categoría, "
    "categorías, grupo, grupos, categoria, categorias, categorie, grupa, kategorier, "
    "категория, категории, группа, група, 分组, 标签, グループ, 그룹",
    "relation": "relation, relationship, related",
    "spouse": "spouse, partner, wife, husband, conjoint, ehepartner, "
    "cónyuge, cônjuge, coniuge, partnerin",
    "child": "children, child, kids, kinder, enfants, hijos, filhos, figli",
    "manager": "manager, manager name, managers name, boss, vorgesetzter, "
    "responsable, jefe, gestor",
    "assistant": "assistant, assistant name, assistants name, assistent",
    "referred_by": "referred by, referrer, referral, introduced by, empfohlen von, "
    "recommandé par, referido por",
    "met_through": "met through, met via, how we met, kennengelernt durch",
    "note": "note, notes, comment, comments, remark, remarks, description, memo, "
    "about, commentaire, commentaires, remarques, notiz, notizen, bemerkung, "
    "bemerkungen, nota, notas, comentarios, observaciones, observações, "
    "opmerking, opmerkingen, notitie, notities, notatka, notatki, uwagi, poznámka, "
    "poznámky, anteckning, anteckningar, notat, notater, muistiinpanot, notlar, "
    "заметки, примечание, комментарий, примітки, 备注, 備註, メモ, 備考, 메모",
    # kept by programs for themselves, or a machine's number
    "ignore": "fax, fax number, telefax, photo, gender, initials, id, no, nr, "
    "sensitivity, priority, private, language, geschlecht, mileage, "
    "internet free busy, directory server, billing information, e-mail type, "
    "e-mail-typ, e-mail display name, e-mail angezeigter name, telex, isdn, "
    "vertraulichkeit, priorität, privat, initialen, kilometer, konto, "
    "verzeichnisserver, reisekilometer, abrechnungsinformation, sexe, sexo, sesso",
}
_WHICH = """
    mobile mobil móvil cell portable contact work home business private privat
    personal other primary secondary main alternate default preferred office arbeit
    geschäftlich dienstlich weitere andere travail bureau domicile privé personnel
    professionnel autre trabajo casa particular otro trabalho escritório ufficio
    abitazione altro werk zakelijk thuis overig privé służbowy domowy prywatny
    arbete hem arbeid arbejde työ koti iş ev рабочий домашний личный line value
"""
_QUALIFIERS = frozenset(map(fold, _WHICH.split()))
_FIELDS = {
    fold(word): field for field, words in _WORDS.items() for word in words.split(", ")
}
# what the owner may map a column to; `ignore` leaves it out without a word
FIELDS = tuple(name for name in _WORDS if name not in {"birth_year", "birth_month"})
ADDRESS_PARTS = ("address", "street", "postal_code", "city", "region", "country")
# with one of these beside it, a heading names a person rather than a thing
_REACHES = {"phone", "birthday", "organisation"}
NAMES = {"name", "given_name", "family_name"}


def field_of(heading: str) -> tuple[str, str]:
    """A heading's field, empty when nobody calls it so, and which of several.

    `Work Phone 2` is (`phone`, `work`).
    """
    if field := _FIELDS.get(fold(heading)):
        return field, ""
    words = re.findall(r"[^\W\d_]+", heading.replace("'", ""))
    kept = [word for word in words if fold(word) not in _QUALIFIERS]
    which = " ".join(word.lower() for word in words if fold(word) in _QUALIFIERS)
    return _FIELDS.get(fold("".join(kept)), ""), which


def person_like(fields: set[str]) -> bool:
    """Whether fields are those of a table of people, not of goods or payments."""
    named = fields & NAMES
    if "email" in fields:
        return len(fields - {"ignore"}) > 1
    return bool(named and (fields & _REACHES or len(named) > 1))
