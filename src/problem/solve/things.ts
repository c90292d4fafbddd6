/**
 * What everyday things are: a small table of classes (fruit, animal, tool, …) for counting things of a class. A thing
 * that the table does not hold is unknown, and nothing is counted then. Written for this project from general
 * knowledge.
 */

const TABLE: Readonly<Record<string, string>> = {
  fruit:
    'apple apricot avocado banana blackberry blueberry cherry clementine coconut cranberry currant date fig ' +
    'grape grapefruit guava kiwi lemon lime lychee mandarin mango melon watermelon nectarine olive orange ' +
    'papaya peach pear pineapple plum pomegranate prune raisin raspberry strawberry tangerine satsuma ' +
    'passionfruit persimmon quince cantaloupe gooseberry',
  vegetable:
    'artichoke asparagus aubergine bean beet beetroot broccoli cabbage carrot cauliflower celery chard corn ' +
    'courgette cucumber eggplant garlic kale leek lettuce mushroom okra onion parsnip pea pepper potato ' +
    'pumpkin radish rutabaga shallot spinach sprout squash tomato turnip yam zucchini chive',
  animal:
    'adder alligator ant antelope ape baboon badger bat bear beaver bee beetle bird bison boar budgie buffalo bug ' +
    'butterfly camel canary cat caterpillar chameleon cheetah chick chicken chimpanzee cockroach cow crab ' +
    'crane cricket crocodile crow deer dog dolphin donkey dove dragonfly duck eagle eel elephant emu ferret ' +
    'finch fish flamingo fly fox frog gerbil giraffe goat goldfish goose gorilla grasshopper gull guppy ' +
    'hamster hare hawk hedgehog hen heron hippo hippopotamus horse hound hyena iguana jaguar jellyfish ' +
    'kangaroo kitten koala ladybird ladybug lamb lark leopard lion lizard lobster llama lynx magpie mole ' +
    'monkey moose mosquito moth mouse mule newt octopus ostrich otter owl ox oyster panda panther parakeet ' +
    'parrot peacock pelican penguin pig pigeon piglet pony puppy python quail rabbit raccoon ram rat raven ' +
    'reindeer rhino rhinoceros robin rooster salmon seahorse seal shark sheep shrimp skunk sloth slug snail ' +
    'snake sparrow spider squid squirrel stork swallow swan tadpole tiger toad tortoise trout tuna turkey ' +
    'turtle walrus wasp weasel whale wolf wombat woodpecker worm wren yak zebra calf foal bull bunny kitty ' +
    'doggy',
  bird:
    'budgie canary chicken crane crow dove duck eagle emu finch flamingo goose gull hawk hen heron lark magpie ' +
    'ostrich owl ' +
    'parakeet parrot peacock pelican penguin pigeon quail raven robin rooster seagull sparrow stork swallow swan ' +
    'turkey woodpecker wren',
  insect: 'ant bee beetle butterfly cockroach cricket dragonfly fly grasshopper ladybird ladybug mosquito moth wasp',
  colour: 'red blue green yellow orange purple pink black white brown grey gray violet turquoise indigo',
  metal: 'iron copper gold silver zinc tin lead nickel aluminium aluminum steel bronze brass titanium platinum',
  tree: 'oak birch pine fir beech maple ash willow elm cedar poplar spruce',
  shape: 'circle square triangle rectangle hexagon pentagon oval diamond star heart',
  sport: 'football tennis hockey basketball volleyball rugby golf cricket swimming boxing baseball badminton skiing',
  'kitchen appliance':
    'blender dishwasher freezer fridge kettle microwave mixer oven refrigerator stove toaster cooker',
  'musical instrument':
    'accordion bagpipe banjo bassoon bell bongo bugle cello clarinet cornet cymbal drum fiddle flute guitar ' +
    'gong harmonica harp harpsichord horn keyboard kazoo lute lyre mandolin maraca oboe organ piano piccolo ' +
    'recorder saxophone sitar synthesizer tambourine triangle trombone trumpet tuba ukulele viola violin ' +
    'xylophone',
  tool:
    'axe chisel crowbar drill file hammer hacksaw handsaw hatchet hoe jack knife ladder level mallet ' +
    'nail-gun pickaxe plane plier pliers rake ratchet sander saw scissors screwdriver shears shovel sickle ' +
    'sledgehammer spade spanner spatula toolbox trowel vice wrench clamp',
  clothing:
    'belt beanie bikini blazer blouse boot bra cap cape cardigan coat dress dungarees gown glove hat helmet ' +
    'hoodie jacket jeans jersey jumper jumpsuit kimono legging leggings mitten nightgown overall overalls ' +
    'pajama pajamas pant pants poncho pullover pyjama pyjamas raincoat robe sandal sari scarf shirt shoe ' +
    'shorts skirt slipper sneaker sock stocking suit sweater sweatshirt swimsuit tie tights tracksuit ' +
    'trouser trousers trunk trunks t-shirt tee tunic underwear uniform vest waistcoat bonnet trainer anorak',
  furniture:
    'armchair bed bench bookcase bookshelf bureau cabinet chair couch cradle crib cupboard desk dresser ' +
    'footstool futon hammock nightstand ottoman rocker shelf sideboard sofa stool table wardrobe drawer divan',
  vehicle:
    'airplane aeroplane ambulance bicycle bike boat bus cab canoe car caravan carriage cart ferry helicopter ' +
    'jeep jet kayak limousine lorry minibus minivan moped motorbike motorcycle plane raft rocket sailboat ' +
    'scooter ship skateboard sledge submarine subway tank taxi tractor train tram tricycle trolley truck ' +
    'tank van wagon yacht',
  person: 'boy girl man woman child kid adult student pupil teacher passenger worker guest lady gentleman',
  drink: 'beer cider coffee coke cola cocoa juice lemonade milk milkshake smoothie soda tea water wine',
  flower:
    'begonia bluebell buttercup carnation chrysanthemum crocus daffodil dahlia daisy iris jasmine lavender ' +
    'lilac lily marigold orchid pansy peony petunia poppy primrose rose snowdrop sunflower tulip violet',
  appliance:
    'blender dishwasher dryer fan freezer fridge heater iron kettle lamp microwave mixer oven refrigerator ' +
    'stove television toaster tv vacuum washer toothbrush',
  kitchenware:
    'bowl cup dish fork glass jug kettle knife ladle mug pan plate pot saucepan saucer spatula spoon teapot teaspoon',
  stationery:
    'binder book crayon envelope eraser folder marker notebook notepad paperclip pen pencil ruler rubber ' +
    'sharpener stapler stamp highlighter',
  toy: 'car ball balloon doll kite lego marble puzzle robot teddy top yoyo yo-yo jigsaw dice rattle',
  dairy: 'butter cheese cream milk yoghurt yogurt',
  sweet:
    'biscuit bonbon brownie cake candy chocolate cookie cupcake doughnut donut gum lollipop lolly muffin pastry ' +
    'pie sweet toffee',
  electronics:
    'camera charger computer headphone laptop phone printer radio smartphone speaker tablet television tv mobile ' +
    'keyboard',
  planet: 'mercury venus earth mars jupiter saturn uranus neptune',
  celestial: 'sirius titan moon sun pluto ceres europa ganymede callisto polaris vega betelgeuse rigel',
  month: 'january february march april may june july august september october november december',
  weekday: 'monday tuesday wednesday thursday friday saturday sunday',
  season: 'spring summer autumn winter',
  hour: 'noon midnight',
  thing:
    'bag basket battery blanket bottle box brick brush bucket button candle card clock coin comb cushion ' +
    'door flag key letter light map mirror mobile needle newspaper nail painting paper pebble photo picture ' +
    'pillow plant pot purse ring rock rope rug screw shell sponge stick stone straw suitcase towel trophy ' +
    'tree umbrella vase wallet watch wheel window bolt nut rod tent torch curtain poster soap egg bread bun ' +
    'syringe thermometer bandage plaster scalpel stethoscope wheelchair loaf pizza burger sandwich rice head ' +
    'stalk clove bulb bunch tap bin table garlic',
};

/** Classes inside others, and other names of them. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  fruit: ['fruit'],
  vegetable: ['vegetable'],
  veg: ['vegetable'],
  veggie: ['vegetable'],
  animal: ['animal'],
  pet: ['animal'],
  creature: ['animal'],
  'musical instrument': ['musical instrument'],
  instrument: ['musical instrument'],
  tool: ['tool'],
  clothing: ['clothing'],
  clothe: ['clothing'],
  clothes: ['clothing'],
  garment: ['clothing'],
  'piece of clothing': ['clothing'],
  'thing to wear': ['clothing'],
  furniture: ['furniture'],
  'piece of furniture': ['furniture'],
  'piece of fruit': ['fruit'],
  vehicle: ['vehicle'],
  person: ['person'],
  people: ['person'],
  child: ['person'],
  kid: ['person'],
  student: ['person'],
  pupil: ['person'],
  drink: ['drink'],
  beverage: ['drink'],
  flower: ['flower'],
  appliance: ['appliance', 'kitchen appliance'],
  toy: ['toy'],
  sweet: ['sweet'],
  stationery: ['stationery'],
  'writing tool': ['stationery'],
  bird: ['bird'],
  insect: ['insect'],
  colour: ['colour'],
  color: ['colour'],
  metal: ['metal'],
  tree: ['tree'],
  shape: ['shape'],
  sport: ['sport'],
  planet: ['planet'],
  month: ['month'],
  weekday: ['weekday'],
  season: ['season'],
  'kitchen appliance': ['kitchen appliance'],
  'household appliance': ['appliance', 'kitchen appliance'],
  food: ['fruit', 'vegetable', 'dairy', 'sweet'],
};

const EVERYTHING = new Set(['object', 'thing', 'item', 'article']);

const OF = new Map<string, Set<string>>();
for (const [kind, words] of Object.entries(TABLE))
  for (const word of words.split(' ')) {
    const known = OF.get(word);
    if (known) known.add(kind);
    else OF.set(word, new Set([kind]));
  }

const IRREGULAR: Readonly<Record<string, string>> = {
  buses: 'bus',
  mice: 'mouse',
  geese: 'goose',
  oxen: 'ox',
  sheep: 'sheep',
  fish: 'fish',
  fishes: 'fish',
  knives: 'knife',
  shelves: 'shelf',
  wolves: 'wolf',
  calves: 'calf',
  loaves: 'loaf',
  leaves: 'leaf',
  scarves: 'scarf',
  scarfs: 'scarf',
  feet: 'foot',
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  bookshelves: 'bookshelf',
};

/** The singular of an English noun, as well as rules can tell. */
export const singularOf = (word: string): string => {
  const low = word.toLowerCase();
  const known = IRREGULAR[low];
  if (known) return known;
  if (OF.has(low) || low.length < 4 || /(?:ss|us|is)$/.test(low)) return low;
  if (low.endsWith('ies')) return OF.has(low.slice(0, -1)) ? low.slice(0, -1) : `${low.slice(0, -3)}y`;
  if (/(?:ch|sh|x|z|o|ss)es$/.test(low) && !OF.has(low.slice(0, -1))) return low.slice(0, -2);
  return low.endsWith('s') ? low.slice(0, -1) : low;
};

const className = (text: string): string => {
  const low = text
    .toLowerCase()
    .replace(/\bpieces?\b/, 'piece')
    .replace(/\bthings\b/, 'thing')
    .trim();
  return Object.hasOwn(NAMES, low) ? low : low.replace(/\w+$/, singularOf);
};

/** Whether the table knows the class ('fruit', 'objects', 'pieces of clothing'). */
/** Whether a word, in singular or plural, is an everyday thing of the table. */
export const isThing = (word: string): boolean => OF.has(word) || OF.has(singularOf(word));

export const isClass = (of: string): boolean => EVERYTHING.has(className(of)) || Object.hasOwn(NAMES, className(of));

/** Whether a thing ('red apples', 'head of broccoli') is of the class; undefined when the table can't say. */
export const belongs = (thing: string, of: string): boolean | undefined => {
  const wanted = className(of);
  if (EVERYTHING.has(wanted)) return true;
  const words = thing.toLowerCase().match(/[\p{L}-]+/gu) ?? [];
  const inner = thing
    .toLowerCase()
    .replace(/\b(?:head|stalk|clove|bunch|bulb|piece|pair|bag|box|glass|cup|bottle|loaf|bar|slice)s? of /, '');
  const last = singularOf(
    inner
      .trim()
      .replace(/ (?:heads?|stalks?|cloves?|bulbs?|bunch(?:es)?|leaf|leaves)$/, '')
      .split(/\s+/)
      .at(-1) ?? '',
  );
  const kinds = OF.get(last) ?? OF.get(singularOf(words.at(-1) ?? '')) ?? OF.get(inner.trim().replaceAll(' ', '-'));
  return kinds && NAMES[wanted]?.some((kind) => kinds.has(kind));
};
