// SPDX-License-Identifier: Apache-2.0
/// Several enclaves on one store (`docs/members.md`): one of them writes the log, the others hand
/// on to it what they are asked, and one of those follows when it is gone.
@NullMarked
package dev.strongroom.enclave.notary.members;

import org.jspecify.annotations.NullMarked;
