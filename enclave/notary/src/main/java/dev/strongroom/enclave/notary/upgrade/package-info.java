// SPDX-License-Identifier: Apache-2.0
/// Who else may have the root secret (`docs/upgrades.md`): an image that operators announced in the
/// log, once a notice is over by the witnesses' clocks and they approved it.
@NullMarked
package dev.strongroom.enclave.notary.upgrade;

import org.jspecify.annotations.NullMarked;
