import { test } from 'vitest'

test('has an unknown option', { meta: { mockHost: { profil: 'full' } } }, () => {})
