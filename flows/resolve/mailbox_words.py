"""The words that make a local part a machine's or a function's, in many languages.

Spelt as addresses spell them: ascii, lower case, without separators. What is a given
name somewhere stands in no list (`alert`, `bill`, `mark`).
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.resolve.name_words import words

# anywhere in a local part: nobody reads what is sent there
NO_REPLY = words(
    """
    noreply noreplies nonreply donotreply donotrespond dontreply dontrespond
    notreply noresponse nichtantworten nichtbeantworten
    keineantwort ohneantwort neantworten nepasrepondre nerepondezpas nerepondrepas
    pasdereponse sansreponse noresponder norespondas norespondan norespondais
    norespuesta sinrespuesta nocontestar nocontestes naoresponda naoresponder
    naorespondas semresposta nonrispondere nonrispondete nonrisponda
    senzarisposta nietbeantwoorden nietreageren nietantwoorden geenantwoord
    geenreply nieodpowiadaj nieodpowiadac nieodpisuj bezodpowiedzi brakodpowiedzi
    neotvechat neotvechai neotvechay neotvechaj neotvechajte neotvechaite
    neotvechayte bezotveta nevidpovidaty nevidpovidai wuxuhuifu qingwuhuifu
    buyaohuifu wufahuifu huifuwuxiao henshinfuka hensinfuka hoshinfuka svarainte
    svaraej ejsvar ejsvara ikkesvar svarikke ingensvar besvarikke alavastaa
    eivastata aleavastaa neodpovidat neodpovidejte neodpovedat neodpovedajte
    neodgovarjaj neodgovaraj nevalaszolj nevalaszoljon nemvalaszol nuraspunde
    nuraspundeti yanitlama yanitlamayin yanitlamayiniz cevaplamayin cevapyok
    janganbalas janganjawab khongtraloi donotanswer dontanswer noanswer
    """
)
# the whole local part, or what stands before a tag: mail systems themselves
SYSTEMS = words(
    """
    postmaster mailerdaemon maildaemon maildelivery maildeliverysubsystem
    listserv listmaster majordomo mailman sympa ezmlm smartlist bounce bounces
    bounced bouncehandler bounceprocessor returnpath feedbackloop fbl arf
    abusereport abusereports dmarc dmarcreport dmarcreports tlsrpt unsubscribe
    unsub optout leave
    optin abmelden desabonnement desinscription desinscrire baja cancelaciones
    cancelar disiscrizione uitschrijven afmelden wypisz otpiska tuiding autoreply
    autoresponder autoresponse autorespond outofoffice vacation
    """
)
# what list software puts behind a list's name
LIST_SUFFIXES = words("bounces request owner confirm join leave subscribe unsubscribe")
# these are families' names too: `a.root` and `bank` may be somebody's own
ALSO_NAMES = words("root bank card sale cron nas auto")
# the function of a program: it writes, and waits for no answer
MACHINES = words(
    """
    newsletter newsletters news newsflash enews nieuwsbrief nieuws rundbrief rundmail
    infobrief aktuelles neuigkeiten infolettre infolettres actualites actus lettre
    boletin boletines noticias novedades boletim boletins novidades notizie novita
    notiziario biuletyn biuletyny aktualnosci nowosci rassylka rassilka novosti
    zixun zhoukan yuekan edm tuisong nyhetsbrev nyhedsbrev nyheter uutiskirje
    zpravodaj novinky hirlevel buletin haberler bulten weekly daily monthly digest
    digests roundup bulletin bulletins magazine edition editor editors redaktion
    redaction redaccion redacao redazione redactie redakcja redakciya bianji
    marketing promo promos promotion promotions promociones promocoes promozioni
    promocje promocja akcii akciya youhui offer offers offres ofertas offerte
    angebote angebot aanbiedingen oferty sale deals campaign campaigns mailing mailings
    emailing notification notifications notify notifier notice notices alerts
    alerte alertes alertas alerta allerta allerte alerty avis aviso avisos avviso
    avvisi meldung meldungen melding meldingen mitteilung mitteilungen hinweis
    hinweise benachrichtigung benachrichtigungen notificacion notificaciones
    notificacao notificacoes notifica notifiche notificatie notificaties attendering
    powiadomienie powiadomienia komunikat komunikaty uvedomlenie uvedomleniya
    opoveschenie opovescheniya soobscheniya soobschenie tongzhi tixing xiaoxi
    varsel varsler ilmoitus ilmoitukset bildirim upozorneni updates update
    activity activities reminder reminders erinnerung erinnerungen rappel rappels
    recordatorio recordatorios lembrete lembretes promemoria herinnering przypomnienie
    napominanie invitation invitations invite invites confirmation confirmations
    confirm confirmacion confirmacao conferma bevestiging bestaetigung bestatigung
    potwierdzenie podtverzhdenie order orders orderstatus bestellung bestellungen
    bestellservice bestelling bestellingen commande commandes pedido pedidos compra
    compras encomenda encomendas ordine ordini acquisti zamowienie zamowienia zakaz
    zakazy pokupki dingdan gouwu bestallning bestilling ordre objednavka objednavky
    rendeles siparis shop eshop webshop onlineshop store tienda loja negozio winkel
    sklep magazin boutique checkout purchase purchases receipt receipts quittung
    billing invoice invoices invoicing einvoice rechnung rechnungen rechnungswesen
    facture factures facturation factura facturas facturacion fatura faturas
    faturacao faturamento fattura fatture fatturazione factuur facturen facturatie
    faktura faktury fakturi fakturering schet scheta oplata fapiao zhangdan lasku
    laskut szamla payment payments zahlung zahlungen paiement paiements pago pagos
    cobro cobros cobranca cobrancas pagamento pagamentos pagamenti betaling betalingen
    platnosc platnosci rozliczenia mahnung mahnwesen inkasso statement statements
    estatement kontoauszug kontoauszuege releve releves extracto extractos extrato
    extratos estrattoconto estratto afschrift afschriften wyciag wyciagi vypiska
    bank banking onlinebanking ebanking ebank banque banco banca bankieren card cards
    tracking track shipping shipment shipments shipped delivery deliveries parcel
    parcels versand zustellung sendung sendungen paket pakete suivi livraison
    livraisons colis envio envios seguimiento entrega entregas rastreio rastreamento
    spedizione spedizioni consegna consegne pakket pakketten bezorging zending
    zendingen verzending paczka paczki przesylka przesylki dostawa dostawy wysylka
    dostavka posylka posylki otpravleniya kuaidi wuliu peisong fahuo leverans
    levering toimitus account accounts myaccount konto compte cuenta conta
    kundenkonto login signin password passwort verify verification verificacion
    verificacao verifica verificatie verificeren weryfikacja activation activate
    aktivierung otp passcode security securite seguridad seguranca sicurezza
    sicherheit beveiliging bezpieczenstwo bezopasnost anquan fraud welcome
    willkommen bienvenue onboarding survey surveys umfrage feedback review reviews
    bewertung rating ratings loyalty rewards points bonus membercare crm
    kundeninfo kundeninformation kundenservice kundenbetreuung postfach mailbox inbox
    espaceclient serviceclient serviceclients servicoaocliente atencionalcliente
    atencioncliente servizioclienti assistenzaclienti klantenservice
    obslugaklienta obslugaklientow kefu podderzhka comunicaciones comunicacoes
    comunicazioni berichten informacje informacion sistema systeme system automatic
    automat automated automatik auto robot bot robots server backup backups monitor
    monitoring nagios zabbix grafana prometheus alertmanager sentry jenkins build
    builds buildbot deploy git gitlab github jira confluence bugzilla redmine trac
    wordpress drupal joomla webform formmail cron crond daemon nobody root www
    wwwdata apache nginx phpmailer sendmail scanner scan kopierer copier printer
    drucker fax faxgateway voicemail anrufbeantworter nas diskstation synology qnap
    camera kamera alarm alarmanlage router firewall calendarnotification
    calendarserver booking buchung buchungen buchungsbestaetigung reservierung
    rsvp ticket tickets ticketing billets eticket boardingpass checkin itinerary
    """
)
# a function that human beings answer for
ROLES = words(
    """
    info infos information contact contacts contactus kontakt kontakte contacto contato
    contatti contatto office offices buero bureau oficina escritorio ufficio
    kantoor biuro ofis studio estudio atelier sales vertrieb verkauf ventas vendas
    vendite verkoop sprzedaz prodazhi support help helpdesk servicedesk service
    services servicio servizio hello hallo hi hey hola ola ciao bonjour salut czesc
    privet nihao team equipo equipe crew admin administration administrator
    administracion administracao amministrazione administratie administracja
    webmaster hostmaster abuse privacy datenschutz legal compliance hr jobs job
    careers career karriere bewerbung bewerbungen empleo emprego lavoro vacatures
    praca recruiting recruitment recruiter talent press presse prensa imprensa
    stampa pers media pr finance finanzen payroll accounting buchhaltung comptabilite
    contabilidad contabilidade contabilita boekhouding ksiegowosc buhgalteria caiwu
    reservation reservations reservas reserva prenotazioni reserveringen rezerwacje
    reservierungen bookings events event veranstaltungen evenements eventos eventi
    reception rezeption empfang accueil recepcion recepcao reception recepcja ricezione
    priemnaya secretary secretariat secretaria secretario sekretariat sekretar
    sekretaer segreteria secretariaat mishu enquiries enquiry inquiries inquiry
    anfrage anfragen mail email post correo posta poczta pochta all everyone staff
    board vorstand bestuur direttivo junta direcao direction direccion zarzad pravlenie
    committee komitee members member membership mitglieder mitgliedschaft adhesion
    adhesions adherents socios soci leden ledenadministratie czlonkowie huiyuan
    xiehui community customerservice customercare customersupport clientservices
    it sysadmin library bibliothek biblioteca bibliotheque admissions alumni registrar
    school schule ecole escuela escola scuola verwaltung gemeinde mairie rathaus
    ayuntamiento comune gmina parish pfarramt pfarrbuero paroisse parroquia parrocchia
    parafia praxis ordination cabinet consulta consultorio praktijk przychodnia
    poliklinika kanzlei kancelaria kancelyaria geschaeftsstelle geschaftsstelle
    geral general zentrale centrale central bangongshi club verein association
    assistance assistenza asistencia soporte suporte hulp pomoc hilfe
    """
)
# a home's, whoever of it reads there; what is a surname somewhere is left out
FAMILIES = words(
    """
    family families familie familien familia familias famille familles famiglia
    famiglie familjen familien rodzina obitelj porodica keluarga huishouden household
    """
)
# they say nothing of their own beside another word
FILLERS = words(
    """
    my mein meine mon mes mi meu mio mijn moj your ihr ihre votre tu su tuo je
    twoj vash the der die das de del do da di du des von van of for fuer pour para
    per voor dla to at and und et en our unser notre com net org eu uk us fr es
    pt it nl pl ru cn at ch be digital online web app mobile intl global prod
    online customer customers client clients cliente clientes clienti kunden kunde
    klant klanten klient klienta user users member new please bitte prosimy merci
    """
)


def slips(word: str) -> Iterator[str]:
    """The word as a hasty hand spells it: one letter off, missing, more or swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]
