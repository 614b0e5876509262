// SPDX-License-Identifier: Apache-2.0

/** Chains where nothing is worth anything: Sepolia, Hoodi, Holesky. */
export const TEST_NETWORKS = [
  { name: 'Sepolia', id: '11155111' },
  { name: 'Hoodi', id: '560048' },
  { name: 'Holesky', id: '17000' },
];

/** What a wallet may do that is made here, unless its owner writes something else. */
export const SMALL_POLICY = {
  version: 1,
  comment: 'Small amounts on test networks, and messages.',
  rules: [
    {
      name: 'small-amounts',
      effect: 'allow',
      acts: ['sign'],
      on: ['evm-transaction'],
      when: `(${TEST_NETWORKS.map(({ id }) => `tx.chain_id == ${id}`).join(' || ')})`
        + ' && tx.data_length == 0 && tx.value <= eth("0.05")',
      limits: [
        { name: 'ether-a-day', measure: 'tx.value + tx.max_fee', most: '100000000000000000', within: 'P1D' },
      ],
    },
    {
      name: 'messages',
      effect: 'allow',
      acts: ['sign'],
      on: ['evm-message'],
      when: 'tx.ascii && tx.length <= 2000',
    },
  ],
};

/** The same in words, a sentence for each rule. */
export const SMALL_POLICY_WORDS = [
  'small-amounts: transactions on the test networks Sepolia, Hoodi and Holesky, of at most 0.05 ether each, with no'
    + ' data in them; at most 0.1 ether a day, fees included.',
  'messages: texts of at most 2,000 characters of ASCII.',
  'Everything else is refused. Only your passkey asks, and only your passkey changes this.',
];
