/**
 * What the outside world expects of a service: a pid file for the programs that look after it
 * ({@code PidFileExtension}), and an answer to whether it runs ({@link
 * io.liveimage.service.ServiceStatus}).
 *
 * <p>Both have to tell a process from its ghosts. A number in a file means that process and no
 * other only if the process is neither dead nor a zombie, and was there when the file was written:
 * pids are used again, in a container the same few at every start.
 */
@NullMarked
package io.liveimage.service;

import org.jspecify.annotations.NullMarked;
