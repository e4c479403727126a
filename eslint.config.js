import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const forbidden = (object, property, why) => ({ object, property, message: why });
const givenNow = 'Core never reads a clock: take `now` as an argument.';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'coverage',
      'data',
      '**/dist',
      // Copies of extensions/, checked by HubSpot's rules where they lie.
      'hubspot-project/src/app/{cards,pages,settings}/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      'no-undef': 'off',
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'bin/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // The core is pure: plain data in, plain data out.
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        forbidden('Date', 'now', givenNow),
        forbidden('Math', 'random', 'Ties break by a rule one can print, never by chance.'),
        forbidden('Temporal', 'Now', givenNow),
      ],
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'fetch',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'performance',
          'crypto',
        ].map((name) => ({ name, message: 'The core touches nothing of the world.' })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: givenNow },
        { selector: "CallExpression[callee.name='Date']", message: givenNow },
        { selector: ':function[async=true]', message: 'The core is synchronous: the shell loads, the core decides.' },
        { selector: 'AwaitExpression', message: 'The core is synchronous.' },
        { selector: 'ImportExpression', message: 'The core loads nothing.' },
      ],
    },
  },
  {
    files: ['tests/**/*.{ts,tsx}', 'bench/**/*.ts', 'scripts/**/*'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: { globals: { process: 'readonly', module: 'writable', require: 'readonly', console: 'readonly' } },
  },
  prettier,
);
