//! Closed word lists that decide whether a capital opens a sentence.
//!
//! Enters: one word. Leaves: whether a list holds it. Holds: the lists are fixed; a look-up is a binary search.

use std::sync::LazyLock;

/// A sorted list of words.
pub(super) type Words = LazyLock<Vec<&'static str>>;

/// Words that open a sentence and no name.
pub(super) static STARTERS: Words = LazyLock::new(|| {
    sorted(
        "A About According Accordingly Across Additionally After Afterwards All Along Also Although Amid Among An And \
     Another Any Anyone Are Around As Asked At Because Before Behind Being Below Beside Besides Between Beyond Both \
     But By Can Certainly Clearly Consequently Could Despite Did Do Does During Each Earlier Eight Either Even \
     Eventually Every Everyone Everything Except Few Fewer Finally Five Following For Four From Further Furthermore \
     Given Had Has Have Having He Hence Her Here His How However I I'd I'll I'm I've If In Indeed Instead Is It It's \
     Its It’s I’d I’ll I’m I’ve Just Last Later Let Likewise Many Maybe Meanwhile Moreover Most Much My Near Nearly \
     Neither Never Nevertheless Nine No Nobody None Nonetheless Nor Not Nothing Now Of On Once One Only Or Other \
     Others Otherwise Our Over Perhaps Rather Recently Seven Several Shall She Should Similarly Since Six So Some \
     Someone Something Sometimes Soon Still Subsequently Such Ten That That's That’s The Their Then There There's \
     Therefore There’s These They They're They’re This Those Though Three Through Throughout Thus To Today Together \
     Tomorrow Too Toward Towards Two Under Unless Unlike Until Upon Was We We're We've Were We’re We’ve What What's \
     What’s When Whenever Where Whereas Whether Which While Who Whoever Whose Why Will With Within Without Would Yes \
     Yesterday Yet You You're Your You’re",
    )
});

/// Common nouns that, with a capital and a small letter behind, open a sentence.
pub(super) static COMMON: Words = LazyLock::new(|| {
    sorted(
        "Allies Analysts Business Businesses Citizens Climate Commentators Companies Consumers Contacts Countries Critics \
     Demand Democracy Details Diplomats Dozens Economists Editors Efforts Elections Exchanges Experts Exports Farmers \
     Farming Firms Growth Hundreds Immigrants Imports Inflation Investment Investors Journalists Lawmakers Lawyers \
     Leaders Less Manufacturers Markets Media Members Migrants Millions Ministers More Negotiations Negotiators \
     Observers Officials Oil Opponents Part Parts Peace People Police Polls Prices Producers Progress Protesters \
     Protests Relations Reporters Researchers Residents Rivals Sanctions Scholars Scientists Shares Soldiers Sources \
     Spending Students Supporters Talks Tariffs Tensions Thousands Ties Tourism Tourists Traders Troops Trust \
     Unemployment Visitors Voters War Washington's Washington’s Work Workers",
    )
});

/// First or later words of bodies, offices and things that an acronym names: `U.S. Senate`.
pub(super) static INSTITUTIONS: Words = LazyLock::new(|| {
    sorted(
        "AI Administration Administrator Adviser Advisor Advisory Affairs Africa African Agency Agriculture Aid Air \
     Airlines Alliance Ambassador Ambassador-at-Large Antarctic Arctic Armed Arms Army Assembly Assistant Association \
     Attorney Bank Bankruptcy Black Board Border Budget Bureau Cabinet Canada-U.S Capitol Census Center Centers \
     Central Centre Chair Chairman Chamber Chancellor Charge Chargé Charter Chief Children Citizenship Civil Climate \
     Coast Code Command Commander Commerce Commission Commissioner Committee Communist Comptroller Conference \
     Congress Congressional Congressman Congresswoman Constitution Consul Consulate Consumer Convention Coordinator \
     Corporation Corps Council Counterterrorism Country Court Courts Customs Cyber Day Declaration Defence Defense \
     Delegation Democrat Democratic Democrats Department Deputy Development Diplomatic Director Disarmament \
     Disengagement District Doctrine Drug Eastern Economic Education Educational Election Embassies Embassy Emergency \
     Energy Environment Environmental Envoy European Executive Export-Import Federal Fifth Finance Fish Fleet Food \
     Force Forces Foreign Forest Foundation Framework Fulbright Fund General Geological Global Government Governor \
     Green Group Headquarters Health High Holocaust Home Homeland House Housing Human Humanitarian Immigration \
     Independence Indo-Pacific Industrial Institute Institution Intelligence Interim Interior Internal International \
     Joint Judge Judicial Justice Labor Labour Land Law Legislative Library Mainland Marine Marines Marshal Marshals \
     Mayor Media Mediator Military Minister Ministers Ministry Minor Mint Mission Monetary Mountain National Naval \
     Navy Northern Nuclear Observer Office Olympic Open Operation Operations Ordnance Pacific Panel Parliament \
     Parliamentary Party Patent Peace Peacebuilding Peacekeeping Pentagon Permanent Police Policy Political \
     Population Postal Premier President Presidential Prime Prince Program Programme Protection Public Queen Rangers \
     Rapporteur Refugee Relief Representative Representatives Republican Republicans Reserve Resident Resolution \
     Route Royal Science Secret Secretariat Secretaries Secretary Secretary-General Securities Security Senate \
     Senator Senators Service Seventh Sixth Small Soccer Social Society Solicitor Solidarity South Southern Space \
     Speaker Special Stabilization State States Statistics Steel Strategic Strategy Supervision Supreme Surgeon Tax \
     Team Telecommunications Territories Territory Track Trade Transition Transportation Treasuries Treasury Truce \
     Trustee Trusteeship UN Under-Secretary-General Undersecretary University Veterans Vice Virgin Western White \
     Women Women's Women’s Workers Workers' Workers’ World",
    )
});

/// Offices that follow a company's or a person's name, or continue it.
pub(super) static ROLES: Words = LazyLock::new(|| {
    sorted(
        "Board CEO CFO Chair Chairman Chairwoman Chief Co Company Corp Day Deputy Director Executive Executives Founder \
     Group Holding Holdings Inc International LLC Ltd Managing Memorial PLC President Senior Spokesman Spokesperson \
     Spokeswoman Vice",
    )
});

/// Small words behind a subject: verbs without -ed, and adverbs.
pub(super) static VERBS: Words = LazyLock::new(|| {
    sorted(
        "abstains agrees aims already also always and appears are argues asks backs became becomes began believes bought \
     breaks brings broke brought buys calls came can cannot chose claims comes could did do does drew ends expects \
     faces fears feels fell felt finds flew flies followed forms fought found gave gets gives goes got grew grows had \
     has have heard held helps holds hopes imports insists is just keeps kept knew knows later lay lays leads left \
     lent lets lies looks lost made makes may meets met might must needs never now offers often once only opposes \
     owns paid plans played plays pledges promises provides pulls put ran rejects relies remains responds rises rose \
     said sat saw say says seeks seems sees sells sends sent sets shall shares shook should shows sits so sold soon \
     sought speaks spent spoke stands stays still stood stops strikes struck suffers supports swore takes tells then \
     thinks threw told took tries turns urges uses voices wants warns was welcomes went were will wins withdrew won \
     works would writes wrote",
    )
});

/// Verbs of speech behind a quoted question.
pub(super) static SAID: Words = LazyLock::new(|| {
    sorted(
        "added adds answered answers argued asked asks began called chanted concluded continued cried declared demanded \
     exclaimed explained insisted joked noted quipped remarked replied replies responded said says shouted tells \
     thundered told tweeted urged wondered wrote yelled",
    )
});

/// Countries, capitals and peoples that seldom stand behind an acronym as its noun.
pub(super) static PLACES: Words = LazyLock::new(|| {
    sorted(
        "Afghan Afghanistan Algeria America American Americans Angola Ankara Argentina Armenia Asia Asian Athens \
     Australia Australian Austria Azerbaijan Baghdad Bahrain Bangkok Bangladesh Beijing Beirut Belarus Belgium Berlin \
     Bolivia Brasilia Brazil Brazilian Britain British Brussels Bulgaria Cairo Cambodia Cameroon Canada Canadian \
     Canberra Chile China Chinese Colombia Congo Croatia Cuba Cuban Cyprus Damascus Delhi Denmark Dhaka Doha Dubai \
     Ecuador Egypt Egyptian Eritrea Estonia Ethiopia Europe Europeans Fiji Finland France French Gaza Geneva Georgia \
     German Germany Ghana Greece Guatemala Haiti Hanoi Havana Honduras Hungary Iceland India Indian Indonesia Iran \
     Iranian Iraq Iraqi Ireland Islamabad Israel Israeli Italian Italy Jakarta Japan Japanese Jerusalem Jordan Kabul \
     Kazakhstan Kenya Kiev Kosovo Kremlin Kuwait Kyiv Laos Latvia Lebanon Libya Lithuania London Madrid Malaysia \
     Maldives Mali Manila Mexican Mexico Moldova Mongolia Morocco Moscow Mozambique Myanmar Nairobi Nepal Netherlands \
     Nicaragua Niger Nigeria Norway Oman Ottawa Pakistan Pakistani Palestine Palestinian Palestinians Panama Paraguay \
     Paris Peru Philippines Poland Portugal Prague Pretoria Pyongyang Qatar Riyadh Romania Rome Russia Russian Rwanda \
     Samoa Saudi Senegal Seoul Serbia Shanghai Singapore Slovakia Slovenia Somalia Spain Stockholm Sudan Sweden Swiss \
     Switzerland Syria Syrian Taipei Taiwan Taiwanese Tajikistan Tanzania Tehran Thailand Tibet Tokyo Tunisia Turkey \
     Turkish Türkiye Uganda Ukraine Ukrainian Uruguay Uzbekistan Vatican Venezuela Vienna Vietnam Vietnamese Warsaw \
     Yemen Zambia Zimbabwe",
    )
});

/// Time zones, days and months behind `p.m.`.
pub(super) static ZONES: Words = LazyLock::new(|| {
    sorted(
        "April August BST CEST CET CST Central December EDT EST ET Eastern February Friday GMT HKT IST JST January July \
     June KST March May Monday Mountain November October PDT PST PT Pacific Saturday September Sunday Thursday \
     Tuesday UTC WIB Wednesday Zulu",
    )
});

/// Full and short month names.
pub(super) static MONTHS: Words = LazyLock::new(|| {
    sorted(
        "Apr April Aug August Dec December Feb February Jan January Jul July Jun June Mar March May Nov November Oct \
     October Sep Sept September",
    )
});

/// Nouns before a single letter that is a name of its own: `Group B`.
pub(super) static LABELS: Words = LazyLock::new(|| {
    sorted(
        "agent annex appendix area article block building camp case category channel chapter class clause column company \
     country division exhibit figure form gate grade group hall hepatitis item league level line list model option \
     page paragraph part party person phase plan player point protocol question room route rule scenario schedule \
     section series side site source state table team terminal tier track type variant vitamin witness zone",
    )
});

/// Words that open a fronted phrase of time or place.
pub(super) static FRONTING: Words =
    LazyLock::new(|| sorted("About After Around As At Before By During From In On Since Until"));

/// Words that cannot end a line of their own.
pub(super) static FUNCTION: Words = LazyLock::new(|| {
    sorted(
        "a an and as at between by for from his in into its of on or our that the their this to which who whose with \
     without",
    )
});

/// The words of a text, in order.
fn sorted(words: &'static str) -> Vec<&'static str> {
    let mut words: Vec<&str> = words.split_whitespace().collect();
    words.sort_unstable();
    words
}

/// Whether a list holds the word.
pub(super) fn holds(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_their_words_and_no_others() {
        assert!(holds(&STARTERS, "The") && holds(&STARTERS, "A") && holds(&STARTERS, "I’m"));
        assert!(holds(&INSTITUTIONS, "Secretary-General") && holds(&ZONES, "EST"));
        assert!(!holds(&STARTERS, "the") && !holds(&STARTERS, "") && !holds(&PLACES, "Tai"));
    }
}
