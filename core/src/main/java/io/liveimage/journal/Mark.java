package io.liveimage.journal;

/**
 * A place in a journal: an image includes all events up to it, and needs those after it.
 *
 * @param journal the journal's name
 * @param lineage the timelines whose events follow the image
 * @param sequence the number of the last event that the image includes
 */
public record Mark(String journal, Lineage lineage, long sequence) {}
