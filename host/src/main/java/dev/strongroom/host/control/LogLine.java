// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

/// A line of the enclave's log.
///
/// @param level as the enclave says, such as "warning"
/// @param event what happened, in a few words
/// @param json the whole object on one line, written anew: printable ASCII only, so it can be shown
///   on a terminal
public record LogLine(String level, String event, String json) implements ControlLine {}
