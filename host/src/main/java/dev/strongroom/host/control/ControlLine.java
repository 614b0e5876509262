// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

/// One line that an enclave sent. Well-formed, and no more than that: an enclave may lie.
public sealed interface ControlLine permits StateLine, LogLine, FiguresLine {}
