import { hostOptions } from 'osaurus-mockhost/vitest'
import { test } from 'vitest'

hostOptions({ profil: 'full' })

test('is not reached', () => {})
