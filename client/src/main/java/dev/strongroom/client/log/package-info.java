// SPDX-License-Identifier: Apache-2.0
/// Logs of C2SP tlog-tiles, read from wherever they are served: mirrored, and replayed leaf by
/// leaf.
///
/// Threats answered: a log that shows different people different things (a mirror keeps what was
/// shown, an audit compares), and one that serves what its signature doesn't cover.
@NullMarked
package dev.strongroom.client.log;

import org.jspecify.annotations.NullMarked;
