export {
  claimUpload,
  findUpload,
  recordUpload,
  refuseTooManyUploads,
  removableUploads,
  forgetUpload,
  knownUploads,
} from "./uploads.ts";
export { uploadPath, uploadsFolder } from "./upload-path.ts";
