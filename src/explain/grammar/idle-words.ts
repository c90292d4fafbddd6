/**
 * A closed vocabulary of words that change no question: those that join, ask and are polite, and what everyday things,
 * people and places are called. A word that is not in it leaves room: it may turn what is asked.
 */
import { isLoaded } from './asking.ts';
import type { Token } from './tokens.ts';

/** Words that join sentences, point, ask or are polite. */
const JOINING = `
  a an the this that these those my your our his her its their mine yours ours theirs i you he she it we they me him
  them us one's myself yourself ourselves themselves what whats is are was were am be been being do does did done
  doing have has had having to of in on at by for from with into onto within among amongst between along beside and or
  so because like here there now yes ok okay too just really very quite simply merely even still already yet well
  please kindly thanks thank thx cheers ta hi hello hey yo sir madam miss mate bro dude dear darling love friend buddy
  pal grateful obliged sorry oh ah hmm eh sooo soo soooo listen right fine good nice great lovely best kind correct
  proper able possible whatever soon ever always often usually such own same way thing stuff bit course bet sure guess
  indeed anyway though while during ago via per hers em let lets upon therefore thus hence um erm abeg pls plz asap
  quick quickly fast easy hard simple clever smart short long little big small new old young recent current latest
  past several various certain given following below above mixed random messy jumbled unsorted scrambled shuffled
  favourite favorite different real local nearby whole entire complete full busy tired stuck confused curious bored
  silly stupid daft honest honestly basically actually literally apparently obviously tho bruh haha lol hiya sup
  anyone anybody someone somebody everyone everybody nobody how which who whose where why when if then would could
  should can will it'd they've we've you've i'd we'd you'd they'd he'd she'd becomes creature reference system goody
  peice peices laugh trick shall equivalent claim dawn status through near roll scene act plaque slip gang patrol
  slogan rail thought nights mornings evenings afternoons lows highs possibly much nr occupy occupies expensive cheap
  pricey hole holes must nasty ice ups suite re served overdue loyalty bonus crossword headache loaves leaves knives
  everyday official latter trivial tiny huge giant spare glad keen naturally perhaps maybe bad bold plain dead deep
  sore loose tight sharp flat round warm cool cold hot heavy tall wide thick thin clean dirty safe strong weak rich
  poor famous public private english british american german french latin overnight daily weekly monthly yearly annual
  morning's tonight's nobody's mine's aside unlike despite everywhere somewhere inside outside upstairs downstairs
  abroad online outdoors indoors happily luckily sadly hopefully cute pretty ugly fancy fresh frozen sweet sour spicy
  tasty wooden plastic rusty shiny dusty muddy dull bright dim loud quiet calm gentle rough smooth soft hungry thirsty
  sleepy sick ill healthy happy sad angry upset proud jealous nervous excited grumpy worried scared brave shy lazy
  careful careless awful terrible horrible dreadful wonderful brilliant amazing awesome fantastic super marvellous
  decent bloody damn darn wee posh weird strange funny mysterious secret urgent important serious final typical
  classic modern ancient electric electronic digital medical legal global national international foreign domestic
  particular special general main junior senior elder live used brand newest pinned handwritten printed typed painted
  glued framed boxed bagged tinned bottled folded stacked piled lined fellow wise`
  .trim()
  .split(/\s+/);

/** Verbs of asking, of telling what is given, and of everyday life; with their forms. */
const VERBS = `
  ask tell say said give gave given find found work want wanted need know knew known show shown let help get got
  getting think thought wonder see saw seen look seem appear write wrote written read hear heard type typed enter
  state indicate report provide supply name call compute calculate evaluate determine figure solve answer reply
  respond explain express convert change turn translate render represent spell print display return output put arrange
  sort order organise organize rank list class place line set lay stack shelve file pile row group alphabetise
  alphabetize take took taken make made bring brought carry carried hold held hang hung pin pinned paint painted carve
  carved engrave engraved stamp mark label tag number note noted record log jot scribble draw drew drawn chalk measure
  weigh weighed count counted collect gather pick picked choose chose check mind like love please thank forgive excuse
  appreciate go went gone going come came start begin began run ran play played score scored win won sell sold buy
  bought cost pay paid earn save spend spent visit walk drive drove ride rode climb swim travel fly flew park wait sit
  sat stand stood stay live rest sleep eat ate drink drank cook bake baked cut sew knit plant planted grow grew water
  feed fed catch caught fish throw jump leap hop race finish study learn teach taught test practise practice remember
  recall forget guess try tried use used mean meant expect hope believe suppose happen hide hid follow continue
  extrapolate predict belong notice spot meet met send sent receive post email text phone ring rang deliver pack
  packed load fit ship store stock hand keep leave lie open build built fix mend repair clean wash hire rent lend lent
  borrow invite sign share agree argue claim insist tease promise swear bear wear wore dress sing sang dance film
  watch listen talk speak spoke chat describe compare consist contain include feature involve require suggest
  recommend must ought upgrade spill spilled tear torn rip smudge scan drop fold stick stuck creak squeak beep flash
  blink chime tick tie tied wrap stitch sprout bloom harvest deal dealt shuffle roll rolled toss spin spun kick shoot
  shot hunt chase rescue oil grease polish sweep dust vacuum bless debug compile execute crash boot reboot install
  download upload click tap press push pull lift drag touch shake etch forge mould stain decide settle prove wager
  bother trouble annoy worry puzzle baffle confuse amuse entertain impress cheer celebrate announce advertise demand
  deserve design destroy develop dig dive donate dream enjoy envy escape examine exist fail fear fetch flag fry gain
  gossip grab greet grill guard guide hammer handle hate heal heat hesitate hug hum hurt imagine improve inform
  inherit inspect interview introduce iron juggle kiss knock laugh launch lean lecture lick lock manage march marry
  mash memorise memorize mention milk moan mow obey offer operate own owe pace peel perform pet pitch plan plough pour
  pray prefer prepare present pretend process produce protect punch queue rain reach react realise realize recognise
  recognize recycle relax rely remind request respect retire review revise reward rinse risk rub rule rush sail scare
  scream sculpt seal search serve shave shelter shine shout sigh ski slice smell smile smoke sneeze snore snow squeeze
  stare steal stir strum struggle supervise support surf surprise survive suspect taste tidy tour trace trade train
  trap trust tune twist unlock unpack vote weave weld whisper whistle wish yawn yell zip`
  .trim()
  .split(/\s+/);

/** What lists and texts are called, and what they hold. */
const LISTED = `
  list number figure value amount quantity item entry thing name word term sequence series progression pattern set row
  column line table chart record log note page sheet paper worksheet book notebook diary file folder label tag sign
  plate badge card ticket slip stamp poster board whiteboard blackboard wall window door gate fence clue puzzle riddle
  quiz game question exercise problem task example answer result reading measurement score point mark grade level rank
  total price cost fee fare bill invoice receipt payment salary wage bonus budget sale order batch lot group team
  class code key pin password id serial account post message email text letter phrase sentence title heading caption
  verse poem song chapter paragraph headline document report essay story article expression string decimal fraction
  integer numeral digit ratio temperature temp weight height length width depth distance age size time duration date
  day week month year hour minute second speed rate dose dilution density pressure volume rainfall turnout attendance
  count tally data dataset sample survey vote poll stat statistic mean pulse lap round heat match season final race
  run jump throw goal shot hit win loss medal degree error byte register address memory port permission mode mask flag
  channel pixel editor debugger dump octet subnet int chmod query crossword quizzes catalogue catalog inventory
  directory menu agenda timetable itinerary planner bible hymn psalm edition print manuscript script clause appendix
  footnote barcode sticker coupon voucher pass permit licence license passport certificate diploma trophy prize award
  debt loan balance deposit saving expense income profit stock share dividend gold silver bronze coin gem potion loot
  upgrade quest mission character avatar weapon sword shield armour armor xp hp mana spawn strip stain spot hint
  abbreviation acronym anagram backlog bookmark booking brochure bulletin byline checklist coordinate countdown course
  deadline delivery demo draft encyclopedia exam fixture forecast glossary guestbook guideline handout highlight
  instruction invitation journal ledger leaflet lineup listing locker login logbook lottery lyric manual memo
  milestone mortgage motto newsletter nickname notification obituary outcome outline overview pamphlet paperback
  parcel payslip pension petition playlist postcode prescription preview profile programme progress prospectus quota
  quotation quote raffle recipe reference refund rent reservation resume review rhyme roster routine scene schedule
  scorecard scoresheet shipment shortlist signature slogan spec spreadsheet standing statement stocktake subscription
  summary syllabus tab takings tariff template thesaurus thread timesheet tournament track tracklist transcript
  transaction turn vocabulary wishlist yearbook`
  .trim()
  .split(/\s+/);

/** People and what they are. */
const PEOPLE = `
  mother father mum mom mam dad mummy daddy parent brother sister son daughter child kid kids baby toddler boy girl
  man men woman women lady gentleman guy lad lass people person folk husband wife partner spouse uncle aunt auntie
  cousin nephew niece grandmother grandfather grandma grandpa gran granny nan nana grandad granddad grandson
  granddaughter grandchild grandchildren grandkid twin family relative friend neighbour neighbor flatmate roommate
  colleague coworker boss manager chief director owner worker staff employee assistant secretary clerk cashier teacher
  tutor professor lecturer coach trainer student pupil learner classmate schoolmate doctor nurse dentist vet patient
  pharmacist chemist surgeon carer farmer gardener grower baker butcher cook chef waiter waitress barman barista
  driver pilot sailor captain soldier officer policeman guard fireman firefighter postman courier builder plumber
  carpenter electrician mechanic engineer painter decorator tailor hairdresser barber cleaner artist musician singer
  drummer guitarist dancer actor writer author poet reporter editor librarian lawyer judge accountant banker broker
  agent customer client guest visitor member player runner swimmer rider jumper skier sprinter cyclist golfer bowler
  batsman goalkeeper scorer athlete competitor contestant entrant winner champion team side crew squad choir band club
  class school king queen emperor pope prince president minister mayor programmer developer hacker coder tester
  designer scientist researcher surname buyer seller lodger tenant landlord volunteer candidate applicant tourist
  passenger traveller mason bricklayer blacksmith locksmith jeweller weaver potter sculptor photographer model
  architect surveyor foreman apprentice trainee intern student's monk nun priest vicar bishop knight squire wizard
  witch pirate alien ghost monster dragon robot hero villain enemy goblin troll elf dwarf giant mum's emma tom ann sam
  ben lad's subscriber donor supplier vendor contractor inspector auditor treasurer chairman chairwoman committee
  council jury parliament government army navy crowd audience fan supporter acrobat admiral ambassador anthropologist
  archaeologist archer astronaut astronomer babysitter bachelor ballerina beekeeper bellboy biologist boatman
  bodyguard bookseller boxer breeder bride bridegroom bursar butler cameraman caretaker cartoonist cellist chauffeur
  chaperone cheerleader choirmaster cleric clown collector colonel comedian commuter composer concierge conductor
  constable cowboy critic croupier curator demonstrator deputy detective dietitian diver dj docker dustman economist
  embroiderer explorer exporter fencer fiddler fisherman florist footballer forester gambler gamekeeper general
  geologist glazier goldsmith governor graduate greengrocer grocer groom gymnast handyman headmaster headmistress
  headteacher herbalist historian hiker host hostess housewife hunter hypnotist illustrator importer inventor investor
  janitor jockey juggler landlady leader lifeguard linguist lumberjack magician maid marine mathematician merchant
  messenger midwife miller miner motorist mountaineer narrator navigator newsreader novelist optician orchestra
  organist organiser paramedic paratrooper passerby philosopher physicist physiotherapist pianist ploughman politician
  porter poultryman presenter principal printer producer prophet psychologist publican publisher puppeteer ranger
  receptionist recruit referee registrar retailer roofer rower salesman saleswoman scaffolder scout sergeant servant
  shepherd sheriff shoemaker shopkeeper skater skipper sniper solicitor soloist specialist spy statistician stonemason
  strategist stuntman superintendent surfer swordsman taxidermist technician therapist thief tiler trombonist typist
  umpire undertaker usher veteran viking villager violinist warden warrior watchmaker welder widow woodcutter
  youngster youth zookeeper`
  .trim()
  .split(/\s+/);

/** Places, buildings and their parts. */
const PLACES = `
  house home flat room kitchen bathroom bedroom hall hallway attic loft cellar basement garage shed garden yard lawn
  greenhouse allotment farm field barn stable orchard vineyard park playground street road avenue lane path way bridge
  tunnel corner square town city village suburb county country state island beach coast sea ocean lake pond river
  stream canal hill mountain valley forest wood desert cave castle palace temple church chapel cathedral mosque school
  college university classroom library museum gallery theatre cinema stadium court pitch pool gym club pub bar cafe
  restaurant canteen shop store market stall supermarket bakery butcher pharmacy hospital clinic surgery ward office
  desk factory mill mine quarry warehouse depot dock harbour port pier station platform stop airport terminal hotel
  hostel camp tent site floor storey stair stairs step ladder rung shelf shelves rack drawer cupboard wardrobe cabinet
  locker box bin tray counter till bench table chair seat sofa bed mat rug carpet curtain bay aisle plot patch porch
  roof chimney tower monument statue memorial tomb grave gravestone headstone cornerstone foundation pillar arch
  clockface dial face lid parking zone area region district gate exit entrance queue line world web internet online
  app vault crossroads roundabout pavement kerb fairground fair fete festival fayre carnival circus zoo aquarium
  nursery kindergarten playgroup campsite hamlet parish borough province nation continent hemisphere equator pole
  arctic north south east west colosseum forum arena amphitheatre ruins abbey convent monastery lighthouse windmill
  watermill cottage bungalow mansion villa silo dairy brewery winery distillery laundry salon spa studio workshop
  forge foundry shipyard marina jetty quay embankment reservoir dam lock weir ford airfield alley arcade archipelago
  auditorium balcony ballroom bank barbershop barracks basin battlefield beachfront bedside boardroom bookshop
  boulevard brook bunker butchers cabin cafeteria campus cashpoint casino cavern cemetery chamber chippy churchyard
  cliff clubhouse coastline coffeehouse conservatory corridor courthouse courtyard crypt cubicle den dormitory
  downtown driveway dungeon embassy estate farmhouse farmyard fjord foyer glade glacier gorge grocery grotto
  guesthouse gulf gymnasium hangar headquarters highway hillside homestead hut igloo inn intersection jail jungle
  junction kennel kiosk lab laboratory lagoon landing laundrette lavatory lobby lodge lounge mainland mall manor marsh
  meadow motel motorway moor newsagent observatory outback outskirts oval paddock pantry parlour passage patio pasture
  pavilion peninsula penthouse petrol piazza pigsty plain planetarium plateau playhouse plaza police prairie precinct
  prison promenade quad ranch reception rectory refectory refuge reserve resort riverside roadside rooftop runway
  sandpit sanctuary sauna savannah seabed seaside shack shore showroom sidewalk slum staffroom staircase stockroom
  storeroom storehouse subway summit swamp takeaway tavern terrace toilet toyshop trail treehouse trench tundra
  turnstile underground veranda viaduct volcano waterfall waterfront well wharf wilderness wing woodland workplace`
  .trim()
  .split(/\s+/);

/** Things, tools and what moves. */
const THINGS = `
  thing object tool hammer saw drill bit bits screw nail bolt nut washer spanner wrench pipe hose wire cable rope
  string thread ribbon chain belt strap hook lock brick tile plank board beam pole post rod stick spring gear wheel
  tyre engine motor pump valve tank bucket barrel drum can tin jar bottle jug cup mug glass bowl plate dish pan pot
  kettle spoon fork knife basket bag sack suitcase case parcel package packet pack carton crate box envelope letter
  stamp pen pencil crayon marker brush paint ink paper folder stapler ruler rubber eraser scissors glue tape bead
  button coin note medal badge ball bat racket net card dice die counter piece block lego toy doll teddy puzzle kite
  balloon bell whistle guitar piano violin flute trumpet clock watch calendar lamp lantern torch light bulb candle
  match mirror picture photo frame camera film video screen monitor laptop computer keyboard mouse printer scanner
  phone tablet radio tv television machine robot device gadget program script function spreadsheet cell software code
  output terminal shell server log scoreboard car van lorry truck bus coach tram train metro taxi cab bike bicycle
  motorbike scooter boat ship ferry yacht canoe plane jet helicopter rocket sledge trailer wagon carriage tractor
  shirt coat jacket jumper sweater dress skirt trousers jeans shorts sock shoe boot sandal hat cap scarf glove suit
  tie uniform ring necklace bracelet earring jewel pearl gem book novel comic magazine newspaper map atlas dictionary
  stone rock pebble branch leaf flower rose tulip daisy lily sunflower tree oak pine bush hedge plant seed vegetable
  fruit grass hay straw bale sheet towel blanket pillow quilt cushion cloth fabric wool yarn patch stitch curtain
  tooth teeth knee arm leg hand finger thumb toe eye ear nose mouth hair head heart neck bone syringe bandage plaster
  pill medicine ointment gauze thermometer stethoscope trolley stretcher wheelchair crutch hamper bunch bouquet vase
  carnation orchid lavender fern cactus ivy moss sticker marble chalk sponge mop broom duster iron toaster oven stove
  fridge freezer microwave dishwasher dryer heater fan grinder mixer blender scale tap sink bath shower toilet fence
  dowel offcut peg hinge bracket clamp pliers chisel axe spade shovel rake hoe wheelbarrow ladder scaffold cement sand
  gravel clay timber lumber steel copper brass lead zinc aluminium plastic leather silk cotton denim velvet lace strip
  label led panel switch socket plug battery charger gold nugget treasure chest tower turret cannon anchor sail mast
  oar paddle raft hull deck cabin pallet crane lift escalator hoist album alarm ankle antique apron archive armchair
  arrow ashtray backpack balcony bandana barbecue bathtub blade blind blouse bonnet bookcase bookmark bookshelf bowtie
  brake brooch buckle buggy bumper bunk burner cabinet calculator camcorder canvas cardigan cassette ceiling cello
  chessboard clarinet clipboard cloak coaster coffin collar comb compass cone console cooker cork cot crown cube
  curler cursor cutlery dagger dart dashboard deckchair desk diamond diary doorbell doormat drain drawing dresser
  easel earphone elevator emblem engraving exhaust faucet figurine filter flagpole flask flyer foil fountain funnel
  fuse garland glider globe goblet goggles grater hairbrush handbag handle harp hatchet headphone helmet hoop horn
  hourglass icon iphone jigsaw joystick keyring knob lampshade lawnmower leaflet lens lever lighter lipstick magnet
  mailbox mannequin mask mat mattress microphone mitten moped mosaic mural napkin needle noticeboard nozzle ornament
  paintbrush painting pamphlet parasol pendant perfume pickaxe pictures playlist podium portrait postcard pram
  propeller puppet purse quiver radiator receipt recorder remote rifle rosette rucksack saddle safe satchel saucer
  saxophone scroll sculpture shampoo shield shutter silverware skateboard ski skull slide slipper snowboard soap
  speaker spire spoke stencil stool stopwatch studio surfboard swing sword syrup tambourine tarp telescope thimble
  throne tiara tights toothbrush toothpaste transformer tray treadmill tripod trophy trunk tuba tweezers ukulele
  umbrella vacuum veil viola wallet walnut wand watering webcam wig windmill wreath xylophone yoyo zipper`
  .trim()
  .split(/\s+/);

/** Food, animals, colours and weather. */
const LIVING = `
  food meal breakfast lunch dinner supper tea snack bread loaf roll bun cake pie tart biscuit cookie muffin pastry
  sweet candy chocolate toffee sugar salt pepper flour butter cheese milk cream egg yoghurt honey jam juice coffee
  beer wine water soup stew sauce rice pasta noodle pizza burger sandwich sausage meat beef pork lamb ham bacon
  chicken fish apple pear banana orange lemon lime grape cherry plum peach mango melon berry strawberry raspberry
  blueberry fig kiwi pineapple coconut tomato potato carrot onion garlic leek bean pea cabbage lettuce cucumber
  pumpkin mushroom herb spice nut recipe dish course menu animal pet cat kitten dog puppy rabbit hamster mouse rat
  horse pony donkey cow calf bull pig piglet sheep goat hen cock chick duck goose geese turkey swan bird parrot pigeon
  sparrow finch robin owl eagle hawk frog toad newt snake lizard tortoise turtle bee wasp ant fly beetle spider
  butterfly moth worm snail fox deer bear wolf lion tiger elephant monkey ape giraffe zebra whale dolphin shark crab
  shellfish trout salmon cod herd flock red blue green yellow purple pink brown black white grey gray colour color sky
  sun moon star planet rain snow frost wind storm weather fog sunshine spring summer autumn winter morning holiday
  birthday party wedding trip journey tour visit lesson lecture meeting appointment shift rota schedule homework exam
  test lab experiment project job work office business company firm trade money cash pocket change shopping delivery
  stock supply almond apricot artichoke asparagus aubergine avocado bagel baguette barley basil beetroot blackberry
  broccoli brownie buckwheat caramel cauliflower celery cereal chilli chives cider cinnamon clove cocoa courgette
  cranberry crisps croissant currant curry custard damson doughnut dumpling fennel flapjack fudge ginger gooseberry
  gravy hazelnut jelly kale ketchup lasagne lemonade lentil lobster marmalade marzipan mint mustard mutton nutmeg oat
  olive omelette oregano oyster pancake papaya parsley parsnip peanut pickle pistachio pomegranate popcorn porridge
  prawn pretzel prune pudding quince radish raisin relish rhubarb rosemary rye saffron salad salami salsa scone
  seafood sherbet shrimp smoothie sorbet spaghetti spinach sprout squash steak sultana sushi swede sweetcorn tangerine
  thyme toast tofu treacle truffle tuna turnip vanilla vinegar waffle watermelon wheat yam yeast alligator alpaca
  antelope badger bat beaver bison boar buffalo camel canary caterpillar cheetah chimpanzee cobra cockroach cougar
  coyote cricket crocodile crow cuckoo dove dragonfly eel emu falcon ferret firefly flamingo flea gazelle gecko gerbil
  gnat gorilla grasshopper guineapig gull hedgehog heron hippo hyena iguana jackal jaguar jellyfish kangaroo kestrel
  koala ladybird leopard llama lynx magpie mole mongoose moose mosquito mule octopus orangutan ostrich otter ox panda
  panther peacock pelican penguin pheasant porcupine possum puffin puma python quail raccoon raven reindeer rhino
  salamander scorpion seagull seal shrew skunk sloth slug squid squirrel starling stork swallow tadpole termite thrush
  toucan vulture wallaby walrus warthog weasel wombat woodpecker wren yak violet crimson scarlet maroon turquoise teal
  indigo magenta beige tan navy golden silver amber ruby emerald sapphire pearl`
  .trim()
  .split(/\s+/);

/** Verbs change their ends, things are one or many. */
const WHOLE: ReadonlySet<string> = new Set([...JOINING, ...LISTED, ...PEOPLE, ...PLACES, ...THINGS, ...LIVING]);
const ACTS: ReadonlySet<string> = new Set(VERBS);

const stems = (word: string, ends: readonly (readonly [string, string])[]): string[] =>
  ends.flatMap(([end, full]) => (word.endsWith(end) ? [word.slice(0, -end.length) + full] : []));

const MANY = [
  ["'s", ''],
  ["s'", ''],
  ['s', ''],
  ['es', ''],
  ['ies', 'y'],
] as const;
const TENSES = [...MANY, ['ed', ''], ['d', ''], ['ied', 'y'], ['ing', ''], ['ing', 'e']] as const;

/** Of the words above those that may be a step, a place or a person's rank in some question. */
const TURNING = new Set(
  (
    'drop drops dropped tie ties tied fold folds folded rule rules ruled final initial senior junior elder repeat ' +
    'repeats trace mirror match matched join lose loses hide hides'
  ).split(' '),
);

const known = new Map<string, boolean>();

const isKnown = (word: string): boolean => {
  let found = known.get(word);
  if (found === undefined) {
    const plain = (one: string, all: ReadonlySet<string>): boolean => all.has(one) && !isLoaded(one);
    found =
      !TURNING.has(word) &&
      (WHOLE.has(word) ||
        ACTS.has(word) ||
        stems(word, MANY).some((one) => plain(one, WHOLE)) ||
        stems(word, TENSES).some((one) => plain(one, ACTS)) ||
        stems(word, [
          ['ing', ''],
          ['ed', ''],
        ]).some((one) => one.at(-1) === one.at(-2) && plain(one.slice(0, -1), ACTS)));
    if (known.size < 10_000) known.set(word, found);
  }
  return found;
};

/** A name within a sentence: "Maureen", "Mr Finch". */
const isName = (tokens: readonly Token[], at: number): boolean => {
  const { raw } = tokens[at]!;
  const before = tokens[at - 1];
  return before?.kind === 'word' && /^\p{Lu}\p{Ll}+(?:'s)?$/u.test(raw) && /^\P{Lu}+$/u.test(before.raw);
};

/** Whether a token changes no question wherever it stands. */
export const isIdle = (tokens: readonly Token[], at: number): boolean => {
  const { kind, text } = tokens[at]!;
  return kind !== 'word' || isKnown(text) || isName(tokens, at);
};
