"""Words that exclude each other: a point that says one is contradicted by an answer that says the other in its place.

One pair, or one group of alternatives, to a line. A word may stand in several groups. Words are compared by their stems.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from quiz.answers.stemming import stem, word_set

# Left side | right side: each word on one side is the opposite of each on the other.
_TABLE = """
before beforehand prior earlier first | after afterwards later last
first | last second
early | late
mandatory required compulsory obligatory must | optional voluntary
larger bigger greater higher more longer above over exceeds | smaller lower less fewer shorter below under
large big huge | small tiny little
long | short
high | low
increase increases grow grows raise raises rise rises | decrease decreases shrink shrinks reduce reduces
increase grow raise rise | lower lowers fall falls drop drops
faster fast quick quickly immediate immediately | slower slow slowly
cheap | expensive costly
on enabled enable activated | off disabled disable deactivated
synchronous synchronously sync | asynchronous asynchronously async
accept accepts accepted admit admitted | reject rejects rejected refuse refuses refused
allow allows allowed permit permits | forbid forbids forbidden deny refuse refuses
success successful succeed succeeds succeeded | failure fail fails failed
succeed | fail
open opens | close closes closed
inside within internal | outside external
same identical equal | different differ differs
unique distinct | duplicate shared
client caller | server callee
producer publisher sender | consumer subscriber receiver
reader reads read | writer writes write
leader primary master | follower replica slave
push pushes pushed | pull pulls pulled
left | right
parent | child
input | output
request | response reply
always | never sometimes
all every each everything | none some
possible | impossible
known | unknown
stable | unstable changing random
static | dynamic
local | remote global distributed
public | private
mutable | immutable
bounded limited finite | unbounded unlimited infinite
safe | unsafe dangerous
sequential serial | parallel concurrent
ordered | unordered
strong | weak
exact exactly precise | approximate roughly
eager eagerly | lazy lazily
start starts begin begins beginning | end ends finish finishes
add adds added insert | remove removes removed delete deletes deleted
allocate | free deallocate
lock locks | unlock unlocks
compile compiled | interpreted
include includes included including | exclude excludes excluded excluding
minimum min least | maximum max most
least | most exactly
upper top | lower bottom
front head | rear tail back
innermost inner | outermost outer
ascending | descending
horizontal horizontally | vertical vertically
positive | negative
true | false
constant fixed | variable
temporary | permanent
manual manually | automatic automatically
persistent durable | volatile transient
stateful | stateless
empty | full
hot warm | cold
old older | new newer
visible | hidden invisible
correctness | efficiency
known | unforeseen
easy simple | hard difficult complex
cause causes | prevent prevents avoid avoids
upstream | downstream
ingress inbound incoming | egress outbound outgoing
encrypt encrypted | plain plaintext decrypt
trusted | untrusted
singular one single | many several multiple both
blocking | nonblocking
optimistic | pessimistic
forward | backward backwards
recorded counted | ignored
harmless | harmful dangerous
relative | absolute
hide hides hidden | show shows reveal reveals
fade fades | last lasts stay stays remain remains
reversed reverse | same
join joins | separate separates split
stop stops | continue continues
needs requires | unneeded
helps protects | harms hurts
agree agrees | disagree disagrees contradict
up | down
worse | better
few | many
healthy | sick broken
commit commits committed | abort aborts aborted rollback
win wins | lose loses
highest most greatest largest biggest | lowest least smallest fewest
best | worst
longest | shortest
newest latest youngest | oldest
first foremost | final
strictest stricter strict | loose looser lax
wide wider widest broad | narrow narrower narrowest
deep deeper deepest | shallow shallower
strong stronger strongest | weaker weakest weak
near nearer nearest close closer closest | far farther further distant
rare rarely seldom infrequent infrequently | common commonly frequent frequently often usual usually
always | rarely seldom
majority | minority
several many multiple all every | single only
double doubles doubled | half halve halves halved
multiply multiplies multiplied | divide divides divided
equal equals | lower higher larger smaller less more differs
keep keeps kept retain retains retained preserve preserves | remove removes removed discard discards discarded
keep keeps kept retain retains retained preserve preserves | delete deletes deleted drop drops dropped lose loses lost
reuse reuses reused | close closes closed
respect respects obey honour honours honor honors follow follows heed | ignore ignores ignored disregard disregards
respect respects obey follow follows | violate violates violated
protect protects protected shield shields | expose exposes exposed endanger
mislead misleads misleading unreliable | reliable accurate trustworthy
worthless useless | valuable useful works
encrypted encrypt hashed | unencrypted cleartext plain plaintext
random randomised randomized | fixed constant deterministic predictable
private | shared
alone | everybody everyone together
secret secretly | public published publicly open
publish publishes published | secret withheld
late | early immediately
before | since when once
now | later never
today | tomorrow yesterday
ahead | behind
above over | beneath
more | fewer less
gain gains gained | lose loses lost
help helps | hinder hinders hurt hurts
improve improves improved | worsen worsens worsened degrade degrades
speed speeds accelerate accelerates | slow slows delay delays
expand expands extend extends | shrink shrinks contract contracts narrow narrows
rise | sink sinks
attach attaches connect connects | detach detaches disconnect disconnects
load loads | unload unloads
pass passes | fail fails
block blocks blocked | allow allows permit permits unblock continue
pause pauses paused suspend suspends | resume resumes continue continues
merge merges merged combine combines combined | split splits separate separates apart
centralised centralized central | distributed decentralised decentralized
coarse | fine
coupled coupling tight tightly | decoupled loose loosely
eventual eventually | immediate strong
cached caches | uncached
buffered | unbuffered
valid | invalid
complete full whole entire | partial partly incomplete
primary main | secondary
sender source origin | receiver destination sink target
upload uploads | download downloads
encode encodes | decode decodes
serialize serialise | deserialize deserialise
compress compresses | decompress inflate
subscribe subscribes | unsubscribe
grant grants granted | revoke revokes revoked deny denied
trust trusts | distrust mistrust
accepts tolerate tolerates | rejects refuses
mortal temporary short | lasting permanent
short-lived | long-lived
single | double triple
hardware | software
supervised | unsupervised
overfit overfitting | underfit underfitting
training | validation test
precision | recall
linear | exponential quadratic
vertical | horizontal
row rows | column columns
stack | heap
thread threads | process processes
kernel | userspace
liveness | readiness
request requests | limit limits
hit hits | miss misses
even | odd
agree | refuse
praise | blame
coach | punish
listen listens | talk talks
delegate delegates | micromanage micromanages
written | oral verbal unwritten
concrete specific | vague abstract general
gradual gradually staged stepwise | sudden suddenly
proactive proactively | reactive reactively
intentional deliberate deliberately | accidental accidentally
everyone everybody anyone anybody | nobody noone
everything | nothing
everywhere | nowhere
both | neither either
with | without
able | unable
absent | present
active busy running | idle
artificial | natural
buy | sell
gather collect | spread scatter
gain | loss
heavy | light
explicit explicitly | implicit implicitly
arrive | leave depart
enter | exit leave
find | miss
forget forgets forgotten | remember remembers remembered
give gives given | take takes
export | import
future | past
half partly | whole wholly
have has | lack lacks miss
interior | exterior
likely | unlikely
maximal | minimal
move moves moving | stay stays still
negative | neutral
notice notices noticed | ignore overlook miss
joint together jointly | separate separately
possible | excluded
inferior | superior
supply | demand
thick | thin
wet | dry
own separate individual | shared share shares common
everybody all | only alone
unique individual stable | interchangeable alike
together simultaneously parallel | ordered order sequential sequentially successively
silently quietly silent unnoticed | announce announces announced loudly told tell
forever endless endlessly indefinitely | maximum limit limited bounded bound brief briefly
multiplies multiply increases costs | saves save spares spare
local locally nearby | far away
hostile untrusted | friendly trusted
safely safe | risky risk dangerous
early earlier | never
earn earns gain | cost costs
once | repeatedly again twice
quiet quietly | loud noisy
free | paid costs
relieves relieve calms | burden overloads overload worsens
takes off relieves | adds moves
needed necessary required wanted | superfluous unnecessary needless pointless
matters matter counts important | irrelevant unimportant
knows known | guess guesses guessed unknown
measured measure | guessed assumed
checked verify verified check | unchecked blindly trust
tested practised rehearsed | untested
written recorded | forgotten
soon immediately instantly | later eventually never
cheap | costly
plenty ample enough | scarce insufficient
busy | free
isolated isolates isolation | mixed mingled
merged | apart
constant steady | varying varies fluctuates
rest relieve | continue
reward praise | punish blame
voluntary voluntarily | forced compulsory mandatory
planned | unplanned sudden
finds finding | overlooks
abort aborts aborted cancel cancels cancelled | complete completes completed finish finishes finished
hold holds held | drop drops dropped release releases released
seldom rarely | constantly always
exact exactly precise precisely | rough roughly
opposite | same
build builds built create creates created | destroy destroys destroyed demolish demolishes
clean | dirty
clear clearly | unclear vague obscure
fresh | stale
guilty | innocent
legal lawful legally | illegal unlawful illegally
profit profits | loss losses
asset assets | liability liabilities
credit | debit
lender creditor | borrower debtor
lend lends | borrow borrows
buyer | seller
buyers | sellers
claimant plaintiff prosecution prosecutor | accused defendant
employer | employee
landlord | tenant
lessor | lessee
raw | cooked
heat heats heated heating | cool cools cooled cooling chill
boil boils boiling | freeze freezes freezing frozen
sharp | blunt
solid | liquid
sweet | sour
smooth | rough
attack attacks | defend defends
appreciate appreciates | depreciate depreciates
inflow | outflow
arrives arrive | departs depart
top | bottom
asleep | awake
calm calmly | panic
earn earns earned | spend spends spent
gentle gently | harsh harshly violent
honest | dishonest
patient | impatient
skip skips skipped | fail fails
ask asks asked | answer answers answered
teach teaches | learn learns
save saves saved | waste wastes wasted
"""
# Opposite only when the point's word is missing from the answer: both sides of these are ordinary words in one sentence.
_EVERYDAY = word_set(
    """first last read write reads writes more less over under on off all some one new old same different end start up
    down few many"""
)

_TURNING = ("un", "in", "im", "ir", "non", "dis", "de", "a", "mis", "anti")


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _TABLE.strip().splitlines():
        left, right = ([stem(word) for word in side.split()] for side in line.split("|"))
        for one, other in product(left, right):
            if one != other:
                table.setdefault(one, set()).add(other)
                table.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in table.items()}


def opposites(word_stem: str) -> frozenset[str]:
    """Return the stems that exclude this one by the table; `are_opposites` knows those with a prefix such as `un-` too."""
    return _groups().get(word_stem, frozenset())


@lru_cache(maxsize=65536)
def are_opposites(one: str, other: str) -> bool:
    """Tell whether two stems exclude each other."""
    if other in opposites(one):
        return True
    short, long = sorted((one, other), key=len)
    # Prefixes that turn a word round; five letters at least must follow, or `in` + `come` would count.
    if len(short) >= 5 and any(long == prefix + short for prefix in _TURNING):
        return True
    # `overreports` and `underreports`.
    over_under = one.removeprefix("over"), other.removeprefix("under")
    under_over = one.removeprefix("under"), other.removeprefix("over")
    return (
        any(left == right and len(left) >= 3 and one != other for left, right in (over_under, under_over))
        and one[:2] != other[:2]
    )


# Pairs that are named side by side more often than in each other's place (a request and its limit, a thread of a process):
# they count as opposites only where nearly all else is the same.
_SIDE_BY_SIDE = word_set(
    """thread threads process processes request requests limit limits training validation test row rows column columns
    stack heap liveness readiness precision recall hardware software source sink target single double close closed
    closes drop drops block blocks continue pass hit hits miss misses kernel primary secondary works open before since
    when once"""
)


def is_everyday(word_stem: str) -> bool:
    """Tell whether a word is so common that its opposite nearby proves little."""
    return word_stem in _everyday()


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    return frozenset(stem(word) for word in _EVERYDAY | _SIDE_BY_SIDE)
