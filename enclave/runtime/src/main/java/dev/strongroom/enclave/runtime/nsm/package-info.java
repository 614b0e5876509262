// SPDX-License-Identifier: Apache-2.0
/// The Nitro Secure Module: the device that signs what an AWS Nitro enclave is.
///
/// [Nsm] is what it can do, [NsmDevice] the real one. Whoever may open the device can have
/// documents made over any data, and extend and lock PCRs, in the enclave's name: so [NsmDevice]
/// takes the device away from other users of the enclave where it can, and says whether it could.
@NullMarked
package dev.strongroom.enclave.runtime.nsm;

import org.jspecify.annotations.NullMarked;
