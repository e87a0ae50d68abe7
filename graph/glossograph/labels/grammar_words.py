"""What the election knows of the big languages without being taught: which words a name neither begins nor ends with.

Small on purpose. Three articles in a language are enough with it; a language that is not here learns its function words from
the sentences around its links (see `labels_habits`). Verb forms stand here that tell a clause from a name, endings that tell
forms of one word, and endings that no name in its base form has.
"""

import re
from functools import lru_cache

from glossograph.labels.grammar import UNKNOWN, Grammar, made


@lru_cache(maxsize=512)
def grammar(language: str) -> Grammar:
    """Give what is known of a language, by its primary subtag; nothing of one that is not here.

    >>> "og" in grammar("nb").joining, grammar("tlh") == UNKNOWN
    (True, True)
    """
    primary = language.split("-", 1)[0]
    return _GRAMMARS.get(_SAME.get(primary, primary), UNKNOWN)


_SAME = {"nb": "no", "nn": "no"}
_GRAMMARS = {
    "en": made(
        leading="the a an this these those such some any of",
        trailing="the a an of to for with from by as",
        verbs="is are was were be been being has had can could would should may must does did",
        clause="that which who whose their his its our your my they we you them there",
        joining="and or",
        endings="s es ies y e",
        marks="s",
        plural="ies>y s> es>",
    ),
    "no": made(
        leading="en et ei den det de som",
        trailing="som av til for med på i om ved fra en et den det de er at",
        verbs="er var blir ble har hadde kan vil skal må bør tar gir gjør får",
        clause="sin sitt sine seg deres hans hennes dette disse hvor hvilke",
        joining="og eller",
        endings="en et er ene e r a n ne s t",
        plural="et> en> ene>",
        verb_ending="erte",
    ),
    "da": made(
        leading="en et den det de som",
        trailing="som af til for med på i om ved fra en et den det de er at",
        verbs="er var bliver blev har havde kan vil skal må bør tager giver gør får",
        clause="sin sit sine sig deres hans hendes dette disse hvor hvilke",
        joining="og eller",
        endings="en et er ene e r n ne s t",
        plural="et> en> ene>",
        verb_ending="erede",
    ),
    "sv": made(
        leading="en ett den det de som",
        trailing="som av till för med på i om vid från en ett den det de är att",
        verbs="är var blir blev har hade kan ska skall vill måste bör tar ger gör får",
        clause="sin sitt sina sig deras hans hennes detta dessa vilka",
        joining="och eller",
        endings="en et er erna arna orna or ar na a n s t e",
        plural="et> en>",
        verb_ending="erade",
    ),
    "de": made(
        leading="der die das den dem des ein eine einen einem einer eines",
        trailing="der die das den dem des von vom mit zu zur zum für als im in bei",
        verbs="ist sind war waren wird werden wurde wurden hat haben kann können soll sollte muss müssen",
        clause="dass sich ihre ihren ihrer ihrem unsere diese dieser dieses diesem welche welcher",
        joining="und oder",
        endings="e en er ern n s es em",
        verb_ending="iert ierte",
    ),
    "nl": made(
        leading="de het een deze dit",
        trailing="de het een van met voor in op te als bij",
        verbs="is zijn was waren wordt worden werd heeft hebben kan kunnen moet moeten",
        clause="hun zich dat die welke",
        joining="en of",
        endings="s en e n",
    ),
    "fr": made(
        leading="le la les un une des du de ce cette ces d' l'",
        trailing="le la les un une de du des à au aux en pour par avec dans",
        verbs="est sont était sera être peut peuvent doit doivent ont",
        clause="qui dont leur leurs ses son sa notre votre se",
        joining="et ou",
        endings="s x e es aux al",
        marks="s x",
        plural="s>",
        agreeing=True,
        invariant="fonds cours temps pays procès accès excès succès progrès moins plus sans sous hors avis biais "
        "concours discours parcours recours secours revers frais dos poids bras mais dans",
    ),
    "es": made(
        leading="el la los las un una unos unas este esta estos estas",
        trailing="el la los las un una de del a al en con para por que como se",
        verbs="es son era fue fueron ser está están ha han puede pueden debe deben",
        clause="que su sus se nuestro nuestra cuyo cuya",
        joining="y o e u",
        endings="s es os as o a e",
        marks="s",
        plural="ciones>ción ales>al ores>or s> es>",
        agreeing=True,
        invariant="análisis crisis tesis síntesis hipótesis dosis bonus virus estatus finanzas además menos entonces antes",
    ),
    "pt": made(
        leading="o a os as um uma uns umas este esta estes estas",
        trailing="o a os as um uma de do da dos das em no na nos nas com para por que ao à",
        verbs="é são foi era ser está estão tem têm pode podem deve devem",
        clause="que seu sua seus suas se cujo cuja",
        joining="e ou",
        endings="s es os as o a e ais al eis el óis ol is il ões ão",
        marks="s",
        plural="ções>ção ais>al eis>el óis>ol ns>m ores>or s> es>",
        agreeing=True,
        invariant="ônus bônus vírus lápis mais menos depois antes finanças",
    ),
    "it": made(
        leading="il lo la i gli le un uno una l' questo questa questi queste",
        trailing="il lo la i gli le di del dello della dei degli delle a al alla da dal in con per che",
        verbs="è sono era erano ha hanno può possono deve devono viene vengono essere",
        clause="che cui suo sua suoi loro si",
        joining="e o ed",
        endings="io ie i o a e che ghe chi ghi",
        plural="ioni>ione ili>ile ali>ale ori>ore enti>ente anti>ante i>o i>e e>a",
        agreeing=True,
        invariant="crisi analisi ipotesi tesi sintesi",
        marks="i",
    ),
    "ro": made(
        leading="un o niște acest această",
        trailing="de la cu pentru din în al a ai ale",
        verbs="este sunt era fost poate pot trebuie",
        clause="care că lor său sa se",
        joining="și sau",
        endings="ul ului le lor i ii e a ă uri",
        oblique="ului lor",
    ),
    "ru": made(
        leading="в на с о к по от для из этот эта это эти",
        trailing="в на с для от по из к о как",
        verbs="является являются был была было были может могут будет будут",
        clause="который которая которое которые которых которой что их его её ее",
        joining="и или",
        endings="а я ы и у ю е ой ей ом ем ов ев ам ям ами ями ах ях ый ий ая яя ое ее ые ие ого его ому ему ых их ым им ыми "
        "ими ую юю ь о й ия ию ии ией ием иях иям",
        oblique="ов ев ам ям ами ями ах ях ого его ому ему ых их ым им ыми ими ом ем ую юю ою у ю ой ений аний ости",
        bent="ами ями ам ям ах ях ого его ому ему ых ым ыми ими ую юю ов",
        rewritten=(("ци(?:ю|и|ей)", "ция"), ("ост(?:и|ью)", "ость")),
    ),
    "uk": made(
        leading="в у на з із зі до про для цей ця це ці",
        trailing="в у на з для від по із до про як",
        verbs="є був була було були може можуть буде будуть",
        clause="який яка яке які яких що їх його її свої своїх",
        joining="і й та або",
        endings="а я и і у ю е ою ею єю ом ем ів їв ам ям ами ями ах ях ий ій а яя е є і ї ого ього ому ьому их іх им ім ими "
        "ої ь о й ія ію ії",
        oblique="ів їв ам ям ами ями ах ях ого ього ому ьому их ими ою ею єю у ю ої",
        bent="ами ями ам ям ах ях ого ього ому ьому их ими",
        rewritten=(("ці(?:ю|ї|єю)", "ція"),),
    ),
    "pl": made(
        leading="w we na z ze do o ten ta to te",
        trailing="w we na z ze do od dla przez jako o",
        verbs="jest są był była było były może mogą będzie będą",
        clause="który która które których że ich jego jej swoje swoich się",
        joining="i oraz lub albo",
        endings="a y i u e ą ę o ów ami ach om em ego emu ych ich ym im ymi imi ej ie",
        oblique="ów ami ach om em ego emu ych ich ym ymi imi ej ą ę u",
    ),
    "tr": made(
        leading="bir her bu şu",
        trailing="için ile olarak gibi olan kadar de da",
        verbs="edilir eder etmek olur olması",
        clause="onların onun kendi bunlar bunun ki",
        joining="ve veya ya",
        marks="lar ler ları leri",
        endings="lar ler ı i u ü yı yi yu yü nı ni nu nü nın nin nun nün ın in un ün a e ya ye na ne da de ta te dan den tan ten "
        "nda nde ndan nden sı si su sü dır dir dur dür tır tir tur tür mız miz muz müz ımız imiz umuz ümüz",
        oblique="ları leri larını lerini nın nin nun nün dan den tan ten dır dir tır tir da de larının lerinin larına lerine "
        "imiz ımız ını ini unu ünü",
        plural="lar> ler>",
        bent="larını lerini larına lerine ların lerin larında lerinde larından lerinden",
        bent_word=-1,
        rewritten=(
            (r"(?<=\w)['’]\w+", ""),
            (r"(?<=\w{5})[dt][ıiuü]r", ""),
            (r"(?<=\w{4})n[dt][ae]n", ""),
        ),
    ),
    "hi": made(
        leading="एक यह ये वह वे उन इन इस उस के की का को से में कि जो जब",
        trailing="का की के को में से पर ने कि जो तक भी ही लिए द्वारा रूप साथ प्राप्त प्रदान",
        verbs="है हैं था थे थी हो होता होती होते हुआ हुई हुए कर करता करती करते करने करें किया किए जा जाता जाती जाते जाने गया गई "
        "गए सकता सकती सकते माना संदर्भित रहा रही रहे देता देती देते देने लेता लेते लेने चाहिए रखता रखती रखते रखने बनाकर",
        clause="अपनी अपने अपना उनके उनकी उनका इसके इसकी इसका उसके उसकी उसका सभी जबकि ताकि को ने जो",
        joining="और या तथा एवं व",
        endings="ओं ों यों एं एँ ें याँ यां ियों ियाँ ियां े ा ी ि",
        oblique="ओं ों",
        rewritten=(
            ("(?<=ा)ओं", ""),
            ("(?<=क्त)ियों|(?<=त्त)ियों", "ि"),
            ("(?<=[\u0915-\u0939\u095c\u093c])ों", ""),
        ),
    ),
    "bn": made(
        leading="একটি এই সেই এক",
        trailing="এর জন্য করে করা থেকে মাধ্যমে হিসাবে হিসেবে",
        verbs="হয় হল হলো হতে করতে করেন পারে পারেন যায় আছে ছিল",
        clause="যা যে যেটি তাদের তার তাঁর এটি",
        joining="এবং ও বা",
        endings="গুলির গুলোর গুলিকে গুলোকে গুলি গুলো টি টা ের রা দের কে তে ে র য়",
        oblique="গুলির গুলোর ের তে কে ে",
        rewritten=(("(?<=[\u0995-\u09b9\u09bc])(?:গুলি|গুলো)(?:র|কে|তে)?", ""),),
    ),
    "ur": made(
        leading="ایک یہ وہ کے کی کا کو سے میں",
        trailing="کا کی کے کو میں سے پر نے کہ جو تک بھی",
        verbs="ہے ہیں تھا تھے تھی ہو ہوتا ہوتی ہوتے کر کرتا کرتی کرتے کرنے کیا جا جاتا جاتی جاتے گیا گئی سکتا سکتی سکتے",
        clause="جو کہ اپنی اپنے اپنا ان کو نے",
        joining="اور یا",
    ),
    "ar": made(
        leading="في من على إلى عن هذا هذه",
        trailing="في من على إلى عن مع",
        verbs="هو هي كان كانت يكون تكون يمكن يتم",
        clause="التي الذي الذين أن",
        joining="و أو",
    ),
    "fa": made(
        leading="این آن یک",
        trailing="در به با از برای را که",
        verbs="است هستند بود بودند شد می‌شود می‌کند کند کنند",
        clause="که را خود آنها",
        joining="و یا",
    ),
    "vi": made(
        leading="các những một của cho",
        trailing="của cho với các những là để",
        verbs="là được",
        clause="mà họ này",
        joining="và hoặc hay",
    ),
    "id": made(
        leading="sebuah suatu para yang di ke dari",
        trailing="yang di ke dari untuk dengan dan",
        verbs="adalah ialah merupakan dapat akan",
        clause="yang mereka",
        joining="dan atau",
    ),
}
_UNSPACED_EDGES = {
    "ja": re.compile(
        r"(?<=[\u4e00-\u9fff\u30a1-\u30fa\u30fcA-Za-z])(?:の|な|を|に|が|は|で|と|も|や|する|した|して|される|された)\Z"
    ),
    "zh": re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<![目标標])(?:的|了)\Z"),
    "ko": re.compile(r"(?<=[\uac00-\ud7a3]{2})(?:를|에서|에게)\Z"),
}


def without_particle(text: str, language: str) -> str:
    """Take a particle off the end in languages that write none apart.

    >>> without_particle("密結合な", "ja"), without_particle("有状态的", "zh-cn"), without_particle("标的", "zh")
    ('密結合', '有状态', '标的')
    """
    pattern = _UNSPACED_EDGES.get(language.split("-", 1)[0])
    return pattern.sub("", text) if pattern else text
