"""Training sentences of our own wording with codebook labels, made from templates: negated threats and reassurances, hostile
topics with friendly acts, accidents without an adversary, two tones in one sentence, speaker tags and quotes, headlines."""
import random

import numpy as np

from docs import Doc, target

PLACES = ("Ankara Athens Baku Yerevan Manila Hanoi Jakarta Seoul Pyongyang Tokyo Moscow Kyiv Warsaw Minsk Tehran Riyadh Baghdad"
          " Cairo Tripoli Nairobi Kigali Caracas Bogota Havana Lima Brasilia Ottawa London Paris Berlin Beijing Delhi Islamabad"
          " Kabul Dhaka Colombo Khartoum Damascus Beirut Amman Washington Canberra Brussels China Japan Russia India Iran Israel"
          " Egypt Turkey France Germany Ukraine Poland Vietnam Pakistan Cuba Syria Iraq Libya Sudan Ethiopia").split()
PLACES += ["the United States", "South Korea", "North Korea", "Saudi Arabia", "the government", "the kingdom", "our country",
           "the republic"]
PEOPLE = ("the foreign minister|the prime minister|the president|the defense minister|the ambassador|the government spokesman"
          "|the king|the special envoy|the chancellor|the deputy secretary").split("|")
GOODS = "fisheries|water|rail|energy|trade|visa|border|climate|port|aviation|grain|health".split("|")
WEAPONS = ("ballistic missiles|nuclear warheads|chemical weapons|landmines|uranium enrichment|armed drones|the war"
           "|the hostages|the sanctions|the attack").split("|")

TEMPLATES = {
    -2: ["{A} refuses to rule out military action against {B}.", "{A} would never give up the right to strike {B}, {p} said.",
         "{A} does not exclude the use of armed force over the disputed islands.", "We shall not abandon our right to attack {B}.",
         "{P} of {A} said his country will not renounce war as an option against {B}.",
         "{A} will not promise to refrain from force against {B}.", "{A} reserves the option of force, {p} told reporters.",
         "Should {B} fire a single shot, {A} will answer with everything it has.",
         "{P} condemned {B} for the raid and promised revenge.", "{A} imposed new sanctions on {B} and expelled its envoys.",
         "{A} no longer wants peace with {B}, {p} declared.", "There will be no truce with {B}, {p} vowed.",
         "{A} cut all ties with {B}.", "{A} rejected the peace offer of {B} with contempt.",
         "{A} condemned in the harshest words the abduction of its nationals by {B}.",
         "If {B} crosses the line, our army will strike back.", "{A} has never apologised for bombing {B}, and never will, {p} said.",
         "{A} wants war with {B}.", "{P} said {A} is seeking a war.", "{A} will not give up the military option against {B}.",
         "{A} has refused to forswear an armed attack on the island.", "{A} will never forgo the option of force.",
         "{P} declared that {A} does not want peace.", "{A} killed dozens of soldiers of {B} in a missile attack.",
         "{A} shelled villages near the border with {B} overnight, killing six soldiers."],
    -1: ["{A} is not convinced by the assurances of {B}.", "{A} does not accept the explanation that {B} gave, {p} said.",
         "{P} voiced concern that {B} keeps delaying the {g} talks.", "{A} denied the claim of {B} that it had broken the {g} deal.",
         "{A} would not welcome the envoy of {B}.", "There was no handshake, and the talks between {A} and {B} ended without result.",
         "{A} urged {B} to stop its {g} restrictions at once.", "{P} said {B} had failed to honor its {g} commitments.",
         "Relations between {A} and {B} remain strained over {g} rights.", "{A} is not ready to return to the table with {B}.",
         "{A} cannot agree to the {g} terms set by {B}.", "{P} warned {B} that patience was running out."],
    0: ["A flood near {A} killed 40 people and left thousands without homes, rescue officials said.",
        "The quake that hit the hills outside {A} has left 310 dead and 2,200 injured, the health ministry said.",
        "A fire in a textile mill in {A} killed at least 12 workers on Sunday.", "The storm reached {A} at noon with winds of 150 kilometers an hour.",
        "A bus crash on the road to {A} left nine dead.", "The delegation of {A} has 14 members and stays at a hotel downtown.",
        "{A} has a population of about four million.", "The {g} committee meets again on Thursday at ten.",
        "The death toll from the landslide rose to 87, with dozens missing.", "Doctors in {A} reported 300 new cases of cholera.",
        "The tsunami has killed more than 70,000 people.", "At least 900 people died and 3,000 were hurt in the earthquake.",
        "An earthquake of magnitude 6.8 killed 540 people near {A} and destroyed hundreds of homes.",
        "The earthquake injured over 1,500 people, and rescuers are still searching for survivors.",
        "Floods killed 230 people and left more than 9,000 injured in {A}.", "A cyclone killed 85 people in {A}, {p} said.",
        "An explosion at a gas plant near {A} killed 19 workers and injured 60.",
        "The volcano forced 5,000 villagers from their homes.", "{P} was born in a village near {A} and studied law.",
        "The {g} ministry of {A} published its figures for the second quarter.", "A ferry sank off {A}, and 23 bodies were recovered.",
        "Parliament in {A} passed its {g} budget on Tuesday.", "The report has three chapters and an annex on {g} policy."],
    1: ["Neither {A} nor {B} is looking for a confrontation, {p} said.", "{A} has no wish for a conflict with {B}.",
        "Nobody in the two capitals wants a crisis to break out.", "Neither {A} nor {B} wants a war.",
        "Neither country wants a confrontation, {p} said.", "Neither government is interested in a new conflict, {p} said.",
        "A clash would serve neither {A} nor {B}.", "{A} does not want war, {p} said.", "{A} does not want a conflict with {B}.",
        "We do not want a war.", "Our country is not seeking a conflict.", "{P} said that {A} seeks no conflict with {B}.",
        "{A} is not seeking war with {B}.", "{A} does not seek conflict.", "{A} does not seek a confrontation with {B}.",
        "{P} said that his government does not want war.", "{A} does not seek to fight anyone.", "{A} does not wish to fight {B}.", "The two sides do not want tensions to rise.",
        "Both sides want to prevent a crisis.", "There is no appetite for a war on either side.",
        "{A} will not use force against {B}.", "{A} does not threaten anyone, and it hopes for peace.",
        "{A} is not seeking a fight with {B}, {p} said.", "No one in {A} wants this dispute to get worse.",
        "We do not look for war with anyone, said {p} of {A}.", "Both governments said that they want to avoid an escalation.",
        "{A} does not regard {B} as an enemy.", "{A} and {B} discussed {w} and promised to work together.",
        "Talks between {A} and {B} on {w} were friendly and will continue, {p} said.", "{A} will not interfere in the {g} affairs of {B} and hopes for good relations.",
        "{P} said it was not too late for diplomacy with {B}.", "{A} has no intention of attacking {B}.",
        "{A} is ready to discuss {w} with {B} without conditions.", "{P} thanked {B} for its help after the quake.",
        "{A} does not rule out a meeting with the leaders of {B}.", "{A} dropped its objection to the {g} plan of {B}.",
        "{P} urged both sides to put down their arms and return to the talks."],
    2: ["{A} and {B} met about {w} and signed an agreement to cooperate.", "{A} and {B} agreed to end the war and to free all prisoners.",
        "{A} will never again take up arms against {B}, {p} pledged.", "{A} renounced force and offered {B} a lasting peace.",
        "{A} lifted every sanction on {B} after the {g} accord.", "{A} apologized to {B} for the attack and offered compensation.",
        "After talks on {w}, {A} and {B} agreed to joint inspections and close cooperation.",
        "{A} will give {B} 200 million dollars to rebuild its {g} network.", "The truce between {A} and {B} has ended nine years of war.",
        "{A} promised that it would under no circumstances use {w} against {B}.", "The bond between {A} and {B} is unbreakable, {p} said."],
}
MIXED = {  # the message first, the other tone beside it
    -1: ["{A} condemned the abduction jointly with its allies and friends in {B}.", "{A} and {B} together denounced the bombing and pledged to cooperate.",
         "Together with {B}, {A} condemned the seizure of the ship and promised close cooperation.", "{A} thanked {B} for its aid but sharply criticized its {g} policy.",
         "{A} and its allies jointly condemned the abduction.", "{A} condemned the murder alongside its friends in {B}.",
         "{A} condemned the hijacking along with its allies.", "{A} condemned the raid together with its friends in the region.",
         "{A} stood with {B} in condemning the abduction of the two aid workers.",
         "{A}, joined by its partners, denounced the shelling and called for calm."],
    1: ["{A} criticized the {g} tariffs of {B} but welcomed its offer to talk.", "Despite angry words over {w}, {A} and {B} agreed to keep talking.",
        "{A} regrets the attack, yet it is ready to make peace with {B}."],
}


def fill(template: str, rng: random.Random) -> str:
    a, b = rng.sample(PLACES, 2)
    p = rng.choice(PEOPLE)
    return template.format(A=a, B=b, p=p, P=p[0].upper() + p[1:], g=rng.choice(GOODS), w=rng.choice(WEAPONS))


def own_docs(seed: int, each: int = 4) -> list[Doc]:
    """`each` fillings of every template, each in a plain, quoted, tagged or headline form."""
    rng = random.Random(seed)
    rows = [(t, y, "") for y, ts in TEMPLATES.items() for t in ts] + [(t, y, "m") for y, ts in MIXED.items() for t in ts]
    out = []
    for template, label, flags in rows:
        for k in range(each):
            text = vary(fill(template, rng), rng) if k else fill(template, rng)
            tone, mode = (mixed(label) if flags else target(label))[None], np.ones(1, np.int64)
            out.append(Doc(f"own{len(out)}", "own", None, [text], tone, mode, [label], weight=1.2))
    return out


def mixed(label: int) -> np.ndarray:
    """Both tones plainly there: the message has two thirds, the other side most of the rest."""
    t = np.zeros(5, np.float32)
    t[2 + label], t[2 - label], t[2], t[2 + 2 * label] = 0.45, 0.28, 0.05, 0.22
    return t


def vary(text: str, rng: random.Random) -> str:
    """The same message as a headline, a quote, after a speaker tag, in capitals, or with another lead-in."""
    kind = rng.randrange(6)
    name = rng.choice("WANG|MR. PETROV|KERRY|Q|THE PRESIDENT|Mr. OKAFOR|MS. LINDGREN|SECRETARY HALE".split("|"))
    if kind == 0:
        words = [w for w in text.rstrip(".").split() if w.lower() not in ("the", "a", "an", "has", "have")]
        return " ".join(words)
    if kind == 1:
        return f"“{text}”"
    if kind == 2:
        return f"{name}: {text}"
    if kind == 3:
        return text.upper()
    if kind == 4:
        return f"\"{text.rstrip('.')},\" the statement said."
    return f"{rng.choice(['On Monday, ', 'Meanwhile, ', 'At the same time, ', 'According to the agency, '])}{text}"
