// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.util.List;

/// What an enclave says that it has counted, since it started. None is negative.
///
/// @param requests that it answered, one way or the other
/// @param requestsFailed of these, because of an error of its own
/// @param requestsInFlight that it works on
/// @param logLinesDropped because the host didn't read fast enough
/// @param heapBytes in use
/// @param uptimeMillis since it started
/// @param service what has changed of what its service counts
public record FiguresLine(
    long requests,
    long requestsFailed,
    long requestsInFlight,
    long logLinesDropped,
    long heapBytes,
    long uptimeMillis,
    List<ServiceFigure> service)
    implements ControlLine {
  /// Copies the list.
  public FiguresLine {
    service = List.copyOf(service);
  }
}
