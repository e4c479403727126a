// Domains under which anybody may have an e-mail address: two leads there need not be of one company.
// Refuses to be complete: a provider that is missing joins strangers only where neither has a company record.

/**
 * Large providers by country, as their own sign-up pages offer them; the list HubSpot keeps back from creating companies is longer:
 * https://knowledge.hubspot.com/records/automatically-create-and-associate-companies-with-contacts
 */
export const FREE_MAIL: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es outlook.it outlook.at outlook.com.br hotmail.com hotmail.co.uk
  hotmail.de hotmail.fr hotmail.it hotmail.es hotmail.be hotmail.nl hotmail.com.br live.com live.co.uk live.de live.fr live.nl live.it
  live.be live.at msn.com passport.com windowslive.com icloud.com me.com mac.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it
  yahoo.es yahoo.co.in yahoo.in yahoo.co.jp yahoo.com.br yahoo.com.mx yahoo.com.ar yahoo.com.au yahoo.ca yahoo.ie yahoo.pl yahoo.se
  ymail.com rocketmail.com myyahoo.com aol.com aol.de aol.fr aol.co.uk aim.com verizon.net att.net sbcglobal.net bellsouth.net comcast.net
  cox.net charter.net earthlink.net juno.com netzero.net optonline.net roadrunner.com gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.fr gmx.us
  web.de t-online.de freenet.de arcor.de online.de email.de mail.de posteo.de posteo.net mailbox.org vodafone.de kabelmail.de o2online.de
  1und1.de aon.at chello.at a1.net drei.at bluewin.ch hispeed.ch sunrise.ch bluemail.ch orange.fr wanadoo.fr free.fr sfr.fr laposte.net
  neuf.fr bbox.fr numericable.fr aliceadsl.fr voila.fr club-internet.fr libero.it virgilio.it tiscali.it alice.it tin.it email.it fastwebnet.it
  inwind.it iol.it terra.es telefonica.net ono.com ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl hetnet.nl telenet.be skynet.be proximus.be
  scarlet.be btinternet.com btopenworld.com sky.com virginmedia.com talktalk.net ntlworld.com blueyonder.co.uk tiscali.co.uk o2.co.uk
  eircom.net wp.pl o2.pl onet.pl onet.eu op.pl interia.pl interia.eu poczta.fm gazeta.pl tlen.pl seznam.cz centrum.cz email.cz volny.cz
  azet.sk zoznam.sk centrum.sk freemail.hu citromail.hu t-online.hu abv.bg mail.bg dir.bg yahoo.ro telia.com comhem.se bredband.net spray.se
  online.no broadpark.no jubii.dk mail.dk stofanet.dk luukku.com suomi24.fi elisanet.fi sapo.pt netcabo.pt clix.pt mail.ru bk.ru inbox.ru
  list.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru ukr.net i.ua meta.ua qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn
  sohu.com 139.com 189.cn aliyun.com naver.com daum.net hanmail.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com rediffmail.com
  sify.com indiatimes.com uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com oi.com.br zipmail.com.br bigpond.com
  bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz rogers.com shaw.ca sympatico.ca telus.net videotron.ca bell.net walla.co.il
  walla.com netvision.net.il protonmail.com protonmail.ch proton.me pm.me tutanota.com tutanota.de tuta.io tuta.com tutamail.com keemail.me
  fastmail.com fastmail.fm hey.com zoho.com zohomail.com zohomail.eu hushmail.com runbox.com mailfence.com disroot.org riseup.net mail.com
  email.com usa.com post.com consultant.com engineer.com europe.com myself.com inbox.com inbox.lv lycos.com excite.com duck.com
  privaterelay.appleid.com mozmail.com simplelogin.com anonaddy.me mailinator.com guerrillamail.com yopmail.com 10minutemail.com tempmail.com
  temp-mail.org sharklasers.com trashmail.com trashmail.de getnada.com maildrop.cc dispostable.com`.split(/\s+/),
);
