'use strict';
module.exports = async () => require('./temporary-folder.cjs').remove();
