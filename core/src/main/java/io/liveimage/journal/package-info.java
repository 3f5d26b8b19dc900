/**
 * What happened since the last image: events that are on the disk before they are acknowledged, and
 * are applied again over the image when the host starts.
 *
 * <p>{@link io.liveimage.journal.Journals} opens a {@link io.liveimage.journal.BoundJournal} for
 * each state; the host uses that, its components see the {@link io.liveimage.journal.Journal}. An
 * event is applied under the barrier of the state, gets the next number and is queued; one thread
 * per journal writes all that are queued as one frame, forces it, and wakes whoever waits.
 *
 * <pre>
 *  append   encode, wait for room --- barrier: apply, number, queue ---&gt; write, force ---&gt; return
 *  capture  barrier: the state as of number 41; event 42 begins the next segment
 *  start    the image tells 41; events 42, 43 ... are applied; a torn end is cut off
 *  failure  events in the queue are in doubt, later ones refused, until an image has all; then the
 *           next segment begins with those that were in doubt, so that no number is missing
 * </pre>
 *
 * <p>A segment is a file {@code TIMELINE-FIRST.journal}. All numbers are big-endian, all checksums
 * CRC32C, a string is its length in two bytes and UTF-8.
 *
 * <pre>
 *  header, 4096 bytes               frame, at offset P of the file
 *   8  "LIMGJRNL"                    8  salt xor P
 *   4  format version, 1             8  number of the first event
 *   8  timeline                      4  how many events
 *   8  number of the first event     4  how many bytes follow the frame's header
 *   8  salt, random                  4  checksum of these bytes
 *   4  codec version                 4  checksum of the 28 bytes before
 *   4  schema version               for each event
 *      journal, codec id,            4  its length
 *      file extension, type             what the codec wrote
 *      zeros
 *   4  checksum of all before
 * </pre>
 *
 * The events of a segment end where the next one of the timeline begins, or of one that continues
 * it: whatever the older one has beyond that number was never acknowledged, or is in the newer one,
 * too. This package knows images and nothing else of LiveImage.
 */
@NullMarked
package io.liveimage.journal;

import org.jspecify.annotations.NullMarked;
