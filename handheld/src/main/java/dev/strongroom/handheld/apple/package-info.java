// SPDX-License-Identifier: Apache-2.0
/// Apple's App Attest: layout, policy and checks of attestations and assertions.
@NullMarked
package dev.strongroom.handheld.apple;

import org.jspecify.annotations.NullMarked;
