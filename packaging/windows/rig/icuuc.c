/* For tests: Qt6Core imports these of Windows' own icuuc.dll, which wine lacks. Every opening fails, and Qt falls
   back to the encodings it has itself: UTF-8, UTF-16, Latin-1. */
#define E __declspec(dllexport)
E void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void){} E void UCNV_TO_U_CALLBACK_SUBSTITUTE(void){}
E void ucnv_cbFromUWriteUChars(void){} E void ucnv_cbToUWriteUChars(void){} E void ucnv_close(void*c){}
E int ucnv_countAvailable(void){return 0;} E int ucnv_fromUCountPending(void*c,int*e){return 0;}
E void ucnv_fromUnicode(void){} E const char*ucnv_getAvailableName(int n){return 0;} E void ucnv_getFromUCallBack(void){}
E signed char ucnv_getMaxCharSize(void*c){return 1;} E const char*ucnv_getName(void*c,int*e){return 0;}
E const char*ucnv_getStandardName(const char*n,const char*s,int*e){if(e)*e=4;return 0;} E void ucnv_getToUCallBack(void){}
E void*ucnv_open(const char*n,int*e){if(e)*e=4;return 0;} E void ucnv_reset(void*c){} E void ucnv_setFromUCallBack(void){}
E void ucnv_setToUCallBack(void){} E int ucnv_toUCountPending(void*c,int*e){return 0;} E void ucnv_toUnicode(void){}
