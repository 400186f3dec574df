" The output of `backlog-ls report`. The links of the groups: lua/backlog_ls/highlights.lua

if exists('b:current_syntax')
  finish
endif

syn match BacklogTitle /\%1l.*/
syn match BacklogTitle /\%(^\n\)\@<=[^ █░■].*$/
syn match BacklogNote /\%2l.*/
syn match BacklogDone /█\+/
syn match BacklogLine /░\+/
syn match BacklogLocation /\s\{2}\zs\S\+\%( \S\+\)*:\d\+$/
syn match BacklogNote /^ \+… .*$/
syn match BacklogNote /← /
syn match BacklogNote /^  Counts the items that\_.*/
" The bar of all items, and the legend of statuses.
syn match BacklogBar /^[█░].*$/ contains=BacklogDone,BacklogLine
syn match BacklogLegend /^■.*$/ contains=BacklogTodo,BacklogInProgress,BacklogReview,BacklogBlocked,BacklogDeferred,BacklogLegendDone,BacklogCancelled,BacklogUnknown
syn match BacklogTodo /■\ze Todo/ contained
syn match BacklogInProgress /■\ze In progress/ contained
syn match BacklogReview /■\ze Review/ contained
syn match BacklogBlocked /■\ze Blocked/ contained
syn match BacklogDeferred /■\ze Deferred/ contained
syn match BacklogLegendDone /■\ze Done/ contained
syn match BacklogCancelled /■\ze Cancelled/ contained
syn match BacklogUnknown /■\ze No known status/ contained
hi def link BacklogLegendDone BacklogDone

let b:current_syntax = 'backlog_report'
