// LiveImage script 1, 9 definitions

//@ record Cup, 1 line
record Cup(String tea, int ml) { }

//@ variable ArrayList<Cup> cups, 1 line, value not kept
ArrayList<Cup> cups;

//@ method total(), 1 line
int total() { return cups.stream().mapToInt(Cup::ml).sum() + extra; }

//@ variable int extra, 1 line
int extra = 3;

//@ import java.time.LocalDate, 1 line
import java.time.LocalDate;

//@ variable String motto, 1 line
String motto = "tea, \"first\"";

//@ enum Size, 1 line
enum Size { SMALL, LARGE }

//@ variable LocalDate day, 1 line, value not kept
LocalDate day;

//@ method waits(), 1 line
int waits() { return late.length(); }
