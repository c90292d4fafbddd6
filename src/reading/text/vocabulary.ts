/**
 * Two closed lists for putting slips right: the telling words of all kinds of questions, and everyday words that are
 * one slip from one of them and mean something else. What stands in either is never changed.
 */

const listed = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words that turn a question of some kind. A slip is put right to one of these. */
export const TELLING = listed(`
  what when where which who whose how many much number numbers next comes come after before between from until the
  this that with into minutes minute hours hour days weeks months years today tomorrow yesterday monday tuesday
  wednesday thursday friday saturday sunday january february march april june july august september october november
  december date weekday week year clock start starts begin begins end ends finish sort order arrange smallest
  largest biggest highest lowest high low ascending descending alphabetical alphabetically alphabet first last
  middle words letters vowels word letter count times appear sequence pattern series continue convert write change
  binary decimal hexadecimal octal base roman numeral numerals greatest common divisor factor least multiple
  remainder divided divide multiplied multiply plus minus subtract added take away sum difference product solve
  equation find calculate evaluate value result total using make reach target each once only shortest quickest
  longest fastest route path distance road older younger taller shorter faster slower heavier lighter tallest oldest
  youngest slowest truth lies liar true false says tells left have gave bought sold cost costs altogether together
  more fewer less than spent share shared equally pieces money price pay does did were was will would could there
  they them their please tell show work out answer need want because about half double twice percent percentage
  fraction volume perimeter increase decrease triangle rectangle square metres one two three four five six seven
  eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty sixty hundred thousand average
  median ratio discount halves quarter quarters third thirds fourth fifth sixth seventh eighth ninth tenth second
  seconds doubled triple tripled thrice squared squares cube cubed power root factorial negative positive integer
  integers digit digits decimals fractions simplify simplest reduce terms express expressed averages mean mode range
  rounded nearest exactly exact smaller larger bigger greater higher lower cheaper cheapest dearest expensive
  heaviest lightest earliest earlier later latest longer richer stronger weakest strongest answers question
  questions compute determine multiplying dividing divisible subtracted subtracting adding combined remaining
  remains quotient multiples factors divisors prime primes even romans converted converting conversion translate
  missing term follows following sorted sorting ordered arranged rank increasing decreasing vowel consonants
  consonant sentence appears occur occurs counted different distinct unique kilometre kilometres kilometer
  kilometers centimetre centimetres centimeter centimeters millimetre millimetres millimeter millimeters metre meter
  meters kilogram kilograms gram grams litre litres liter liters millilitre millilitres inches foot feet yard yards
  mile miles pound pounds ounce ounces celsius fahrenheit dollar dollars euro euros cents pence morning afternoon
  evening midnight weekend day month fortnight calendar length width height depth area circle radius diameter
  rectangular increased decreased reduced interest ratios among speed travel travels travelled journey people person
  every everyone another always never lying statement whether knight knave honest fewest hops direct connected
  connects spend remember should these those then nineteen eighteen seventeen sixteen seventy eighty ninety million
  give gives given finishes finished leaves arrives started ended equal equals unknown solving reverse reversed
  animals birds fruits vegetables instruments backwards position furthest since during add adds again both still without usual ordinary normal figures`);

/** Everyday words that are near a telling word. */
export const EVERYDAY = listed(`
  wasnt werent isnt arent didnt doesnt dont hasnt havent hadnt wouldnt couldnt shouldnt wont cant
  late lately plenty none fine fifths sixths sevenths eighths ninths tenths jumper jumpers wool such cone cones cubic sphere prism halve halved
  halving treble trebled knock bung chuck deduct tot lots stays stay shares odd cubes perfect composite palindrome
  excluding except also olden solid olds main mainly able ably table tablet stable cable fable early large largely
  small light slight flight bright night right might tight sight fights weight freight same some came game name fame
  lame tame home dome hole whole while white writes quite quiet quick quickly sells sell seller spell spells swell
  dwell shell bells bell walls wall halls balls calls tall talls stall smell spends send sends bend bends tend lend
  lends friend friends apple apples grape grapes plums peach pears lemon lemons mango orange oranges banana eaten
  eating ate eats eat lift gift loft soft list lists fist fish dish wish rich teach beach coach catch match patch
  batch watch hatch lunch bunch punch bench inch rent cent tent vent went wants rants pants plants plant plans plane
  planet tables chairs chair stairs books cooks looks hooks pages cages wages ages aged used uses user cards guard
  board boards roads load loads toad boats coats desk desks disk milk silk sick kick wick kind kinds mind minds
  finds wind windy bind fund fond fold folds gold goes coldest bolder colder boldest wordy coast goats nuts cookies
  cookie candies stamps tooth teeth sits thinks here her his him she he it is in on at to of an and or any say way
  may can car cat fast slow cow now new know no not for form farm fore most must mine line lint lost post past lose
  rose nose note vote role rule rode rude read lead led red bed rest test best nest west tree free fee meet meat
  seat beat bear pear wear tear hear dear near fear gear rear thus has hat hay had bad dad mad sad lad bag bug big
  pig dig fig wig divider dividers divides remainders numbered win tin pin pen hen men den pan man ban ran fan van
  tan sun run gun fun bun nun hut cut but put nut our pour tour sour your live life like love lake bake cake made
  male sale tale pale page cage rage wage sage stage shore short shirt sore cold hold bold told host house horse
  mouse nurse purse curse course score store stone stole steal steel sweet street sheet shoes ship shop step stop
  top tip trip grip drip drop crop chop cheap sheep sleep deep keep weak world worm warm war wars ward card hard
  hand band land sand stand bond pond food good wood mood moon soon noon room boot book look cook took hook door
  poor pool cool tool school fool feel fell well bill fill mill hill till pill kill skill spill mess miss kiss loss
  boss moss cross across grass glass class plate place paint point print pint found round sound ground around mound
  county country counter coin coins core corn born horn torn worn burn turn team steam stream cream dream bread
  break brake brave grave great treat wheat chat flat float boat coat goat goal coal call ball hall fall fail mail
  nail rail sail tail train rain pain gain grain brain drain chain hair pair fair air are art arm army aim lime time
  dime dive drive driven got get let bet set sets net nets nits bits cats rats hats cars cans pens pins bins kids
  lids lips ships shops boxes foxes seats meats pies ties toys boys buys bus busy easy yearly nearly clear clean
  block black back pack sack snack stack stick sticks pick picks packs ducks trucks truck trunk drunk drink drank
  bank tank thank thanks think thing things thin thick brick trick bricks tricks prize rice nice mice dice slice
  sense fence hence ones own owns town down gown brown crown grown known shown snow blow glow flow flower tower
  shower ever very fever river liver lever level over cover clover lover other mother brother bother water better
  butter matter batter latter ladder adder under wonder thunder lumber abort against alain along anther appeal
  appeals arena arrived began begging begun bindery booth bordered boughs bounces bounded brian broth brought
  calculator chance chapter charge cheapen click clients codes collars comet command comment commonjs commute
  compare compete complete concert concerts connect const convent conversation counties court covers covert darling
  dates death deceased decembuary decided deduced defending deference devisor differed dismount dividend dividends
  divine doses empress encoded espresso evan evans event experts expires exposes extract faction factions farthest
  fasten fastens fates fattest fellows fete fiend filth fined flour followed followers friction frida furnish
  further gates grater graters greaten hates hissing honours hottest hover hundredth internet intersect itches
  lantern larder laser lasers lather layer lease leather ledgers lengthen liners literals litter litters logger
  lottery marco marian marsh marsha marta martha massing mates meant meddle medial meena meier metro mimes mints
  minutiae miscount mission misters mitre mixes model monda monet mounted mouth muddle nighest novembuary numbed
  octember offered oneill otter otters overage parameter parent parentage parents parson pasta pastern patent
  patents percents plates pleas porting poster powder predict present prevent pride prince produce produced protect
  pulls quartet raman rates rations react refused remained reminder reminders reminds rohan rover rowan salve
  samples scared scent science septober serious serves services setting sever shame shape shaped sharp shave shorten
  silence sincere sitting sixteenth smarch smart smelliest snoring spare spared spelt sport stares stark stated
  stats stories strange stranger sways tallies theatre theme thereby thirsty threw tides tiger tigers tiles timers
  tires tonal traction trailed trapped treats trifle tripped truce twelvety twine untie users vague valve vastest
  weather weeds whats willa willi willie woulda wound wounded written wrote yearn youngster bday witch menus teen
  teens pricy theyre kilogrammes furth whoo thee whore norman factory steven hopes manny stuart foster laying fleet
  shooter moore lester countess shade lighten evacuate dose dante moaning starved chang bugger daring norma
  extensive heave romano meteor mourning rouge loner squire doubted shred sorta hoops morse fester roach reich
  startled stared lair cheater starr plugs intro prima talker gramps thrive primo mater mangy sundae persona linger
  cluck fatter scold medina longed ration richter snort revere radium modem aiding hither casts doable snorting lats
  roost shire augusta munch manty revered cunts tripe traveller mikes latent snare gavel sloper spied starred thane
  troth mille rodman retaining arraigned sped cots lira forte tolls speedo finnish hales dopes doubly plush combines
  conversing ponce miter soared pieced meteors mulch clack comte converging pisces greaser toller regains whither
  baste retains sheared snorted minas poser falter botch comas combes dotes neatest minuet stringer bough merch
  auguste sundry loiter lodger meany backyards expansive comers tellus addled meted spewed seared slays lunger toady
  gramp reman heavyset lifers pierces reverted lifters addis montes heavies writhe leis minos deadest monde
  regaining shaded squires fractious milos firth liest cysts reverie misusing finis leaver givers snared doers trice
  patten crost compote conversed exacta mussing converged expresso halfa pense sower manky pease sunray circe dozes
  havel liens pries reveres squatted tomes doest evert primus sherries speer terns combe grans bagger direst
  finishers gibes greeter largess lounger misting patters squired compte decease doles lated leavers loiters manus
  minis multiplexes nicety primers primos reveries sentience soloing sortied teems tikes trialed larker liger peason
  positron shouter prise areal hones curbed duping percept morel limiters sooting serifs coset
  figure legs move pile piles lets sent lent`);
