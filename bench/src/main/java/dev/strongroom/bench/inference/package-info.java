// SPDX-License-Identifier: Apache-2.0
/// What the way through a local endpoint, the attested channel and a gateway costs a stream of
/// tokens. Each part is a process of its own, so that their processor times can be told apart.
@NullMarked
package dev.strongroom.bench.inference;

import org.jspecify.annotations.NullMarked;
