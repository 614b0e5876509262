// SPDX-License-Identifier: Apache-2.0
/// What the attested channel and the host's forwarding cost beside the same without them.
@NullMarked
package dev.strongroom.bench.channel;

import org.jspecify.annotations.NullMarked;
