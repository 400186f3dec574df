-- The user's own part of the screen that the README of the plugin shows; run by `test_neovim_screen.py`.

vim.cmd.colorscheme('quiet')
vim.o.laststatus = 2
vim.o.number = true
vim.o.signcolumn = 'yes'
vim.o.winborder = 'rounded'
vim.o.statusline = "%f %m%=%{v:lua.require'backlog_ls.statusline'.get()} | %l,%c "
vim.opt.swapfile = false
vim.diagnostic.config({ virtual_text = true })
vim.lsp.config('backlog_ls', { cmd = { vim.env.BACKLOG_LS_PYTHON, '-m', 'backlog_ls', 'server' } })
vim.lsp.enable('backlog_ls')
