// SPDX-License-Identifier: Apache-2.0
/// Tests against a real enclave, on a simulated device, in the test's own process
/// (`docs/testkit.md`): [WithEnclave] starts it, [EnclaveUnderTest] is it.
@NullMarked
package dev.strongroom.testkit;

import org.jspecify.annotations.NullMarked;
