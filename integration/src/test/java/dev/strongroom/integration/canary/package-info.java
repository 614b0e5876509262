// SPDX-License-Identifier: Apache-2.0
/// Nothing is kept: real processes, requests with words that nothing else has, crashes, and then a
/// search for these words in all that the host can see (`docs/threat-model.md`).
@NullMarked
package dev.strongroom.integration.canary;

import org.jspecify.annotations.NullMarked;
