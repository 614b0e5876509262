// SPDX-License-Identifier: Apache-2.0
/// Starts enclaves and keeps them running. What an enclave says when it starts is passed on, never
/// trusted: clients check its evidence.
@NullMarked
package dev.strongroom.host.launch;

import org.jspecify.annotations.NullMarked;
